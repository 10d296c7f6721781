import type { Granularity } from '../../http/contract.ts';

const hourMs = 3_600_000;
const lengths = { hour: hourMs, day: 24 * hourMs };

/** Where the hours, days or months of UTC begin that the span touches, the one in which it begins included. */
export function stepsBetween(from: Date, to: Date, granularity: Granularity): Date[] {
  const starts: Date[] = [];
  for (let at = startOf(from, granularity); at < to; at = nextOf(at, granularity)) starts.push(at);
  return starts;
}

function startOf(at: Date, granularity: Granularity): Date {
  if (granularity === 'month') return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth()));
  return new Date(Math.floor(at.getTime() / lengths[granularity]) * lengths[granularity]);
}

function nextOf(at: Date, granularity: Granularity): Date {
  if (granularity === 'month') return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1));
  return new Date(at.getTime() + lengths[granularity]);
}
