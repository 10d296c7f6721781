import type { Content, Locale } from '../content/content.ts';
import { Offer } from '../offer/offer.tsx';
import { initialState, type PlanState } from '../plans/plan-feed.ts';
import { Closing, Footer } from '../sections/footer.tsx';
import { Header } from '../sections/header.tsx';
import { Hero } from '../sections/hero.tsx';
import { Questions } from '../sections/questions.tsx';
import { Steps } from '../sections/steps.tsx';

interface BodyProps {
  content: Content;
  locale: Locale;
  plans: PlanState['plans'];
  support?: string | undefined;
}

/** Everything that is seen. `#example` and `#offer` come to life in the browser, the rest stays as it is. */
export function Body({ content, locale, plans, support }: BodyProps) {
  return (
    <>
      <a class="skip" href="#main">
        {content.header.skip}
      </a>
      <Header content={content} locale={locale} />
      <main id="main">
        <Hero content={content} locale={locale} plans={plans} />
        <Steps content={content} />
        <div id="offer">
          <Offer words={content.offer} locale={locale} state={initialState(plans)} />
        </div>
        <Questions content={content} support={support} />
        <Closing content={content} />
      </main>
      <Footer content={content} locale={locale} />
    </>
  );
}
