import type { Locale, OfferWords } from '../content/content.ts';
import type { PlanFeed } from '../plans/plan-feed.ts';
import { usePlanState } from '../plans/use-plan-state.ts';
import { Offer } from './offer.tsx';

/** The offer of an open page: shows what the feed knows, as it comes to know it. */
export function LiveOffer({ words, locale, feed }: { words: OfferWords; locale: Locale; feed: PlanFeed }) {
  const state = usePlanState(feed);
  return <Offer words={words} locale={locale} state={state} onRetry={() => void feed.refresh()} />;
}
