import type { Locale } from '../lib/language/first-texts.ts';
import { byNamespace } from './by-namespace.ts';

/** What visitors are told, in each language: one file with the page that tells it. Understood by Vite only. */
export const visitorTexts: Record<Locale, Record<string, object>> = {
  en: byNamespace(
    import.meta.glob<object>(['./en/app/*.json', './en/identity/session.json'], {
      eager: true,
      import: 'default',
    }),
  ),
  'zh-CN': byNamespace(
    import.meta.glob<object>(['./zh-CN/app/*.json', './zh-CN/identity/session.json'], {
      eager: true,
      import: 'default',
    }),
  ),
};
