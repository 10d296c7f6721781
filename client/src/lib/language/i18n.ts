import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Texts } from '../../locales/texts.ts';
import {
  chosenLocale,
  firstLocale,
  isLocale,
  localeReadBefore,
  locales,
  textsOf,
  type Locale,
  type TextLoaders,
} from './first-texts.ts';
import { namesApart } from './names-apart.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: Texts;
  }
}

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
} as const satisfies Record<string, TextLoaders>;

export type MoreTexts = keyof typeof loadMore;

/** Where somebody has been, so that those texts go along with the language. */
const added = new Set<MoreTexts>();

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
  await i18next
    .use(initReactI18next)
    .use(namesApart)
    .init({
      lng: locale,
      fallbackLng: false,
      defaultNS: 'common',
      resources: texts,
      interpolation: { escapeValue: false },
      returnNull: false,
      postProcess: namesApart.name,
    });
  show(locale);
  chosenLocale.subscribe(followChoice);
}

/** What is chosen in one tab holds in the others. */
function followChoice(): void {
  const chosen = chosenLocale.read();
  if (chosen === null || !isLocale(chosen) || chosen === currentLocale()) return;
  // Without a connection this tab keeps its language until it is loaded again.
  switchTo(chosen).catch(() => undefined);
}

/**
 * Shows the person's own language where this browser was told no other, and they did not come in one. Null: they have
 * not chosen any, and read the browser's.
 */
export async function adoptLocale(locale: Locale | null): Promise<void> {
  if (chosenLocale.read() === null && localeReadBefore() === undefined)
    await switchTo(locale ?? firstLocale());
}

/** Changes the language of the whole page, and keeps it for next time. */
export async function changeLocale(locale: Locale): Promise<void> {
  await switchTo(locale);
  chosenLocale.write(locale);
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

function show(locale: Locale): void {
  document.documentElement.lang = locale;
}
