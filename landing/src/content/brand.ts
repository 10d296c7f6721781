import type { Locale } from './content.ts';

/** The name of what is sold: on this page, and on the pages of the client that its buyers see. */
export const brand: Record<Locale, string> = { en: 'Inkstone', 'zh-CN': '砚台' };
