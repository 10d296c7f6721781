import { brand } from '../content/brand.ts';
import type { Content, Locale } from '../content/content.ts';
import { locales, pathOfLocale } from '../content/locales.ts';

interface HeadProps {
  content: Content;
  locale: Locale;
  /** Such as `https://example.com`; empty makes addresses relative. */
  origin: string;
  /** Addresses of what the browser loads. */
  assets: { main: string; theme: string; content: string };
  styles: string;
}

/** What search engines, social networks and the browser want to know. */
export function Head({ content: { meta }, locale, origin, assets, styles }: HeadProps) {
  const url = origin + pathOfLocale(locale);
  const image = `${origin}/og-${locale}.png`;
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{meta.title}</title>
      <meta name="description" content={meta.description} />
      <meta name="color-scheme" content="light dark" />
      {/* The app goes on in the language of the page that leads to it (client/src/lib/i18n.ts). */}
      <meta name="referrer" content="same-origin" />
      <script type="module" async src={assets.theme} />
      <link rel="canonical" href={url} />
      {locales.map((known) => (
        <link key={known} rel="alternate" hreflang={known} href={origin + pathOfLocale(known)} />
      ))}
      <link rel="alternate" hreflang="x-default" href={`${origin}/`} />
      <meta property="og:type" content="website" />
      <meta property="og:site_name" content={brand[locale]} />
      <meta property="og:title" content={meta.title} />
      <meta property="og:description" content={meta.description} />
      <meta property="og:url" content={url} />
      <meta property="og:locale" content={locale === 'zh-CN' ? 'zh_CN' : 'en_US'} />
      <meta property="og:image" content={image} />
      <meta property="og:image:width" content="1200" />
      <meta property="og:image:height" content="630" />
      <meta property="og:image:alt" content={meta.imageAlt} />
      <meta name="twitter:card" content="summary_large_image" />
      <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
      <style dangerouslySetInnerHTML={{ __html: styles }} />
      <link rel="modulepreload" href={assets.content} />
      <script type="module" src={assets.main} />
    </head>
  );
}
