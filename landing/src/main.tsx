import { loadContent } from './content/load.ts';
import { locales, localeOfPath, pathOfLocale } from './content/locales.ts';
import { start } from './start.tsx';

/** The browser's side of the page that render.tsx wrote. */

const locale = locales.find((known) => known === document.documentElement.lang) ?? locales[0];

// At `/` the server chose the language: the address then names it, to be kept and shared.
if (localeOfPath(location.pathname) === undefined) {
  history.replaceState(history.state, '', pathOfLocale(locale) + location.search + location.hash);
}

const { content } = await loadContent[locale]();
start(content, locale);
