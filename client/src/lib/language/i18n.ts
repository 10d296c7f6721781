import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Texts } from '../../locales/texts.ts';
import { stored } from '../browser/stored.ts';

export const locales = ['en', 'zh-CN'] as const;
export type Locale = (typeof locales)[number];

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: Texts;
  }
}

const chosen = stored('locale');

const load: Record<Locale, () => Promise<{ texts: Record<string, object> }>> = {
  en: () => import('../../locales/en.ts'),
  'zh-CN': () => import('../../locales/zh-CN.ts'),
};

/** What only some pages say: kept out of the first screen. */
const loadMore = {
  admin: {
    en: () => import('../../locales/en-admin.ts'),
    'zh-CN': () => import('../../locales/zh-CN-admin.ts'),
  },
  orders: {
    en: () => import('../../locales/en-orders.ts'),
    'zh-CN': () => import('../../locales/zh-CN-orders.ts'),
  },
} as const satisfies Record<string, typeof load>;

export type MoreTexts = keyof typeof loadMore;

/** Where somebody has been, so that those texts go along with the language. */
const added = new Set<MoreTexts>();

export function isLocale(name: string): name is Locale {
  return locales.some((locale) => locale === name);
}

/** The language to begin with: chosen here before, else that of the landing page one comes from, else the browser's. */
function firstLocale(): Locale {
  const before = chosen.read();
  if (before !== null && isLocale(before)) return before;
  const read = locales.find((locale) => document.referrer.startsWith(`${location.origin}/${locale}/`));
  if (read) return read;
  const wanted = navigator.languages.find((language) => /^(en|zh)\b/i.test(language));
  return wanted?.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

let started: Promise<void> | undefined;

/** Must have ended before the first render, so that no text appears as its key. */
export function startI18n(): Promise<void> {
  started ??= start();
  return started;
}

/** The same with what visitors are told, and no more until the app itself starts. */
export async function startI18nForVisitors(texts: Record<Locale, Record<string, object>>): Promise<void> {
  await startWith(firstLocale(), texts);
}

async function start(): Promise<void> {
  if (i18next.isInitialized) {
    addTexts(currentLocale(), await textsOf(currentLocale()));
    return;
  }
  const locale = firstLocale();
  await startWith(locale, { [locale]: await textsOf(locale) });
}

async function startWith(locale: Locale, texts: Record<string, Record<string, object>>): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: locale,
    fallbackLng: false,
    defaultNS: 'common',
    resources: texts,
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  show(locale);
}

/** Shows the person's own language where this browser was told no other. */
export async function adoptLocale(locale: Locale): Promise<void> {
  if (chosen.read() === null) await switchTo(locale);
}

/** Changes the language of the whole page, and keeps it for next time. */
export async function changeLocale(locale: Locale): Promise<void> {
  chosen.write(locale);
  await switchTo(locale);
}

/** Before the first of the pages that say them. */
export async function addMoreTexts(name: MoreTexts): Promise<void> {
  await startI18n();
  added.add(name);
  const locale = currentLocale();
  addTexts(locale, (await loadMore[name][locale]()).texts);
}

function currentLocale(): Locale {
  return locales.find((known) => known === i18next.language) ?? 'en';
}

async function switchTo(locale: Locale): Promise<void> {
  await started;
  // Visitors have all of theirs.
  if (started) addTexts(locale, await textsOf(locale));
  for (const name of added) addTexts(locale, (await loadMore[name][locale]()).texts);
  await i18next.changeLanguage(locale);
  show(locale);
}

function addTexts(locale: Locale, texts: Record<string, object>): void {
  for (const [namespace, entries] of Object.entries(texts)) {
    i18next.addResourceBundle(locale, namespace, entries);
  }
}

async function textsOf(locale: Locale): Promise<Record<string, object>> {
  return (await load[locale]()).texts;
}

function show(locale: Locale): void {
  document.documentElement.lang = locale;
}
