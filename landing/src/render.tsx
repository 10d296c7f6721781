import type { Plan } from '@meterstone/server/contract/catalog';
import { renderToString } from 'preact-render-to-string';
import type { Content, Locale } from './content/content.ts';
import { content as en } from './content/en.ts';
import { locales, pathOfLocale } from './content/locales.ts';
import { content as zhCN } from './content/zh-CN.ts';
import { assetOf } from './page/assets.ts';
import { Body } from './page/body.tsx';
import { Head } from './page/head.tsx';
import pageStyles from './styles/page.css?inline';

interface RenderOptions {
  locale: Locale;
  /** Where the page is served, such as `https://example.com`; empty makes addresses relative. */
  origin: string;
  /** The plans of the API, in its order. Without them the page shows outlines and fetches them itself. */
  plans?: readonly Plan[] | undefined;
  /** Where this installation says that help is found, `https:`, `http:` or `mailto:`; else the brand's own address. */
  support?: string | undefined;
}

const contents: Record<Locale, Content> = { en, 'zh-CN': zhCN };

/** What stands in the page's only `<style>`, the same in each page: its hash belongs into the CSP. */
export const styles: string = pageStyles.trim();

/** The whole page as HTML. Without inline scripts and style attributes. */
export function render({ locale, origin, plans, support }: RenderOptions): string {
  const content = contents[locale];
  const assets = {
    main: assetOf('src/main.tsx'),
    theme: assetOf('src/theme.ts'),
    content: assetOf(`src/content/${locale}.ts`),
  };
  const page = renderToString(
    <html lang={locale}>
      <Head content={content} locale={locale} origin={origin} assets={assets} styles={styles} />
      <body>
        <Body content={content} locale={locale} plans={plans} support={support} />
        {plans && <EmbeddedPlans plans={plans} />}
      </body>
    </html>,
  );
  return `<!doctype html>${page}`;
}

/** `sitemap.xml`: the page in each language, with the others beside it. */
export function sitemap(origin: string): string {
  const addressOf = (locale: Locale) => escapeXml(origin + pathOfLocale(locale));
  const alternates = locales
    .map((locale) => `<xhtml:link rel="alternate" hreflang="${locale}" href="${addressOf(locale)}"/>`)
    .join('');
  const urls = locales.map((locale) => `<url><loc>${addressOf(locale)}</loc>${alternates}</url>`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ...urls,
    '</urlset>',
    '',
  ].join('\n');
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** `robots.txt`: all but the app and the API may be indexed. */
export function robots(origin: string): string {
  return [
    'User-agent: *',
    'Disallow: /app/',
    'Disallow: /api/',
    '',
    `Sitemap: ${origin}/sitemap.xml`,
    '',
  ].join('\n');
}

/** The plans for the script, so that it shows at once what the page shows. Data, which a CSP lets pass. */
function EmbeddedPlans({ plans }: { plans: readonly Plan[] }) {
  // "</script>" in a plan's name must not end the element.
  const json = JSON.stringify(plans).replaceAll('<', '\\u003c');
  return <script type="application/json" id="plan-data" dangerouslySetInnerHTML={{ __html: json }} />;
}
