import { hydrate } from 'preact';
import type { Content, Locale } from './content/content.ts';
import { LiveExample } from './example/example.tsx';
import { keepPlaceInOtherLanguage } from './language-link.ts';
import { LiveOffer } from './offer/live-offer.tsx';
import { createPlanFeed, readEmbeddedPlans } from './plans/plan-feed.ts';
import { watchPlans } from './plans/watch.ts';

const retryMs = 15_000;

/** Brings the page to life: the example counts, the plans stay those of the API. */
export function start(content: Content, locale: Locale): void {
  const example = document.getElementById('example');
  const offer = document.getElementById('offer');
  keepPlaceInOtherLanguage();
  if (!offer) return;
  const feed = createPlanFeed({ embedded: readEmbeddedPlans(document), storage: findStorage() });
  if (example) hydrate(<LiveExample words={content.example} locale={locale} feed={feed} />, example);
  hydrate(<LiveOffer words={content.offer} locale={locale} feed={feed} />, offer);
  const refresh = () => void feed.refresh();
  addEventListener('online', refresh);
  // The back button brings the page back as it was left, however long ago.
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) refresh();
  });
  // Plans that came with the page are asked for once more when something can tell of their changes, and not before.
  if (!feed.read().plans) refresh();
  whenIdle(() => {
    keepWatching(refresh);
  });
}

function keepWatching(onChange: () => void): void {
  watchPlans(onChange).catch(() => {
    onChange();
    setTimeout(() => {
      keepWatching(onChange);
    }, retryMs);
  });
}

/** Once everything the page needs is there and the browser has nothing better to do. */
function whenIdle(run: () => void): void {
  // Safari has no requestIdleCallback.
  const wait = 'requestIdleCallback' in window ? () => requestIdleCallback(run) : () => setTimeout(run, 200);
  if (document.readyState === 'complete') wait();
  else addEventListener('load', wait, { once: true });
}

/** undefined where the browser refuses storage. */
function findStorage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
