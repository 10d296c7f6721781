import type { Plan } from '@meterstone/server/contract/catalog';
import type { Content, Locale } from '../content/content.ts';
import { Example } from '../example/example.tsx';

interface HeroProps {
  content: Content;
  locale: Locale;
  plans: readonly Plan[] | undefined;
}

/** The first screen: what it does, for whom, the way to the plans, and the product showing itself. */
export function Hero({ content, locale, plans }: HeroProps) {
  const { hero, example } = content;
  return (
    <section class="hero" aria-labelledby="what">
      <div>
        <h1 id="what">{hero.what}</h1>
        <p class="hero-for">{hero.forWhom}</p>
        <p class="hero-actions">
          <a class="button" href="#plans">
            {hero.choose}
          </a>
          <a class="more" href="#steps">
            {hero.steps}
          </a>
        </p>
        <p class="fine">{hero.note}</p>
      </div>
      <div id="example">
        <Example words={example} locale={locale} plans={plans} />
      </div>
    </section>
  );
}
