import { useEffect, useState } from 'preact/hooks';
import type { Locale, OfferWords } from '../content/content.ts';
import type { PlanFeed } from '../plans/plan-feed.ts';
import { Offer } from './offer.tsx';

/** The offer of an open page: shows what the feed knows, as it comes to know it. */
export function LiveOffer({ words, locale, feed }: { words: OfferWords; locale: Locale; feed: PlanFeed }) {
  const [state, setState] = useState(feed.read);
  useEffect(() => {
    setState(feed.read());
    return feed.subscribe(setState);
  }, [feed]);
  return <Offer words={words} locale={locale} state={state} onRetry={() => void feed.refresh()} />;
}
