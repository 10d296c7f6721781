import { stored } from '../browser/stored.ts';
import { learnChinesePlaces } from '../time/chinese-places.ts';

export const locales = ['en', 'zh-CN'] as const;
export type Locale = (typeof locales)[number];

/** The language that was chosen in this browser. */
export const chosenLocale = stored('locale');

/** Some of the texts, as they are loaded in each language. */
export type TextLoaders = Record<Locale, () => Promise<{ texts: Record<string, object> }>>;

const load: TextLoaders = {
  en: () => import('../../locales/en.ts'),
  'zh-CN': async () => {
    const learning = learnChinesePlaces();
    const { texts } = await import('../../locales/zh-CN.ts');
    await learning;
    return { texts };
  },
};

export function isLocale(name: string): name is Locale {
  return locales.some((locale) => locale === name);
}

/** That of the landing page one comes from: chosen for this visit. */
export function localeReadBefore(): Locale | undefined {
  return locales.find((locale) => document.referrer.startsWith(`${location.origin}/${locale}/`));
}

/** The language to begin with: chosen here before, else that of the landing page one comes from, else the browser's. */
export function firstLocale(): Locale {
  const before = chosenLocale.read();
  if (before !== null && isLocale(before)) return before;
  const read = localeReadBefore();
  if (read) return read;
  const wanted = navigator.languages.find((language) => /^(en|zh)\b/i.test(language));
  return wanted?.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

/** What every page may say. */
export async function textsOf(locale: Locale): Promise<Record<string, object>> {
  return (await load[locale]()).texts;
}
