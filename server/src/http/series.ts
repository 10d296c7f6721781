import { invalidField } from '../lib/app-error.ts';
import type { Granularity } from './contract.ts';

const dayMs = 86_400_000;

/** How far back a series reaches when nothing is asked, and how long it may be, in days. */
const spans: Record<Granularity, { usual: number; longest: number }> = {
  hour: { usual: 1, longest: 62 },
  day: { usual: 30, longest: 400 },
  month: { usual: 365, longest: 3_660 },
};

/**
 * The span of a series: what is asked for; left out, until now, and as far back as is usual.
 * Errors: `invalid_input` for one that is too long.
 */
export function spanOfSeries({
  from: first,
  to: last,
  granularity,
}: {
  from?: string | undefined;
  to?: string | undefined;
  granularity: Granularity;
}): { from: Date; to: Date } {
  const { usual, longest } = spans[granularity];
  const to = last === undefined ? new Date() : new Date(last);
  const from = first === undefined ? new Date(to.getTime() - usual * dayMs) : new Date(first);
  if (to.getTime() - from.getTime() > longest * dayMs) {
    throw invalidField('from', `At most ${longest} days by ${granularity}`);
  }
  return { from, to };
}
