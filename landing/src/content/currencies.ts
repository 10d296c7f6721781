import type { Locale } from './content.ts';

/** The currency that a language suggests where nobody says which: on this page, and in the client. */
export const usualCurrencies: Record<Locale, string> = { en: 'USD', 'zh-CN': 'CNY' };
