import type { Interval } from '../plans/prices.ts';

interface Choice {
  interval: Interval;
  currency: string | undefined;
}

/** What the address says is looked at. */
export function readChoice(): Choice {
  const query = new URLSearchParams(location.search);
  return {
    interval: query.get('interval') === 'year' ? 'year' : 'month',
    currency: query.get('currency') ?? undefined,
  };
}

/** Puts it into the address, so that it is there again after Back, a reload, or in the other language. */
export function keepChoice(changed: { interval?: Interval; currency?: string }): void {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changed)) query.set(name, value);
  history.replaceState(history.state, '', `?${query}${location.hash}`);
}
