import type { Content, Locale } from './content.ts';

/** The words of a language; browsers fetch only the one they show. */
export const loadContent: Record<Locale, () => Promise<{ content: Content }>> = {
  en: () => import('./en.ts'),
  'zh-CN': () => import('./zh-CN.ts'),
};
