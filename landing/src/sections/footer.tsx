import type { Content, Locale } from '../content/content.ts';
import { locales, pathOfLocale } from '../content/locales.ts';
import { Brand } from '../page/brand.tsx';

/** A last invitation. */
export function Closing({ content: { closing } }: { content: Content }) {
  return (
    <section class="section closing" aria-labelledby="closing-title">
      <h2 id="closing-title">{closing.title}</h2>
      <p class="lead">{closing.text}</p>
      <a class="button" href="#plans">
        {closing.choose}
      </a>
    </section>
  );
}

/** Who this is, and the ways on. */
export function Footer({ content, locale }: { content: Content; locale: Locale }) {
  const { header, footer } = content;
  const other = locales.find((known) => known !== locale) ?? locale;
  return (
    <footer class="footer">
      <div>
        <p class="brand">
          <Brand locale={locale} />
        </p>
        <p class="quiet">{footer.about}</p>
      </div>
      <ul class="footer-links">
        <li>
          <a href="#plans">{header.plans}</a>
        </li>
        <li>
          <a class="for-visitors" href="/app/sign-in">
            {footer.signIn}
          </a>
          <a class="for-members" href="/app/">
            {header.open}
          </a>
        </li>
        <li>
          <a href="/api/docs">{footer.api}</a>
        </li>
        <li>
          <a href={pathOfLocale(other)} hreflang={other} lang={other}>
            {header.otherLanguage}
          </a>
        </li>
        <li>
          <a href="#top">{footer.top}</a>
        </li>
      </ul>
      <p class="footer-end">
        <span>{footer.rights}</span>
        <span>{footer.meteredBy}</span>
      </p>
    </footer>
  );
}
