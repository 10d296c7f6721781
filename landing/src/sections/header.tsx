import type { Content, Locale } from '../content/content.ts';
import { locales, pathOfLocale } from '../content/locales.ts';
import { Brand } from '../page/brand.tsx';
import { Icon } from '../page/icon.tsx';

/** Brand, the way through the page, language, theme, and the door to the app. */
export function Header({ content: { header }, locale }: { content: Content; locale: Locale }) {
  const other = locales.find((known) => known !== locale) ?? locale;
  return (
    <header class="header" id="top">
      <a class="brand" href={pathOfLocale(locale)}>
        <Brand locale={locale} />
      </a>
      <nav class="anchors" aria-label={header.sections}>
        <a href="#steps">{header.steps}</a>
        <a href="#plans">{header.plans}</a>
        <a href="#questions">{header.questions}</a>
      </nav>
      <div class="tools">
        <a class="tool" href={pathOfLocale(other)} hreflang={other} lang={other}>
          {header.otherLanguage}
        </a>
        <label class="icon-button theme-choice needs-script" title={header.theme.label}>
          <Icon name="theme" />
          <select data-theme-choice aria-label={header.theme.label}>
            <option value="system">{header.theme.system}</option>
            <option value="light">{header.theme.light}</option>
            <option value="dark">{header.theme.dark}</option>
          </select>
        </label>
        <a class="tool tool-sign-in for-visitors" href="/app/sign-in">
          {header.signIn}
        </a>
        <a class="tool tool-sign-in for-members" href="/app/">
          {header.open}
        </a>
      </div>
    </header>
  );
}
