import { render } from 'preact';
import { loadContent } from './content/load.ts';
import { localeOfPath, locales } from './content/locales.ts';
import { Body } from './page/body.tsx';
import { start } from './start.tsx';
import './styles/page.css';

/** For `npm run dev`: writes the page in the browser, then brings it to life as usual. */

const wished = locales.find((known) => navigator.language.startsWith(known.slice(0, 2)));
const locale = localeOfPath(location.pathname) ?? wished ?? locales[0];
const { content } = await loadContent[locale]();
document.documentElement.lang = locale;
document.title = content.meta.title;
render(<Body content={content} locale={locale} plans={undefined} />, document.body);
start(content, locale);
