import type { Locale } from './content.ts';

/** The languages of the page, the default one first. */
export const locales = ['en', 'zh-CN'] as const satisfies readonly Locale[];

/** The language that a path names, such as `/zh-CN/`; undefined where it names none. */
export function localeOfPath(path: string): Locale | undefined {
  return locales.find((locale) => path === `/${locale}` || path.startsWith(`/${locale}/`));
}

/** Address of the page in a language. */
export function pathOfLocale(locale: Locale): string {
  return `/${locale}/`;
}
