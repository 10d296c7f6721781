import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import i18next from 'i18next';
import { z } from 'zod';
import type { HistoryWords } from '../../src/features/catalog/history/history-sentence.ts';
import { pro } from './plans.ts';

const Texts = z.record(z.string(), z.unknown());

/** The real texts of a language, as the app would load them. */
export async function wordsIn(language: 'en' | 'zh-CN'): Promise<HistoryWords> {
  const files = ['app/common', 'catalog/plans', 'catalog/history', 'app/validation'];
  const read = (file: string) =>
    Texts.parse(
      JSON.parse(
        readFileSync(join(import.meta.dirname, `../../src/locales/${language}/${file}.json`), 'utf8'),
      ),
    );
  await i18next.init({
    lng: language,
    fallbackLng: false,
    defaultNS: 'common',
    resources: { [language]: Object.fromEntries(files.map((file) => [basename(file), read(file)])) },
    interpolation: { escapeValue: false },
  });
  return {
    t: i18next.getFixedT(language, 'plans'),
    common: i18next.getFixedT(language, 'common'),
    history: i18next.getFixedT(language, 'history'),
    language,
    plan: pro.name[language],
    planName: (code) => (code === 'pro' ? pro.name[language] : code),
    featureName: (code) => pro.features.find((has) => has.code === code)?.name[language] ?? code,
  };
}
