import type { Locale, OfferWords } from '../content/content.ts';
import { fill } from '../content/fill.ts';
import type { PlanState } from '../plans/plan-feed.ts';

interface NoticeProps {
  words: OfferWords;
  locale: Locale;
  state: PlanState;
  onRetry: (() => void) | undefined;
}

/** Says quietly how old the prices are while the API is away. Its line is always there, so nothing moves. */
export function Notice({ words, locale, state, onRetry }: NoticeProps) {
  return (
    <div class={state.isAway && !state.plans ? 'notice empty' : 'notice'} role="status">
      {state.isAway && (
        <>
          <span>{state.asOf ? fill(words.asOf, { time: formatTime(state.asOf, locale) }) : words.away}</span>{' '}
          <button type="button" class="link" onClick={onRetry}>
            {words.retry}
          </button>
        </>
      )}
      {!state.plans && <span class="only-without-script">{words.awayWithoutScript}</span>}
    </div>
  );
}

/** The time of today, with the date where it was another day. */
function formatTime(time: Date, locale: Locale): string {
  const isToday = time.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(locale, {
    ...(!isToday && { day: 'numeric', month: 'short' }),
    hour: 'numeric',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(time);
}
