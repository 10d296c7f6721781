import type { Quota } from '@meterstone/server/contract/metering/states';

/** A day's first hour and a month's first thirty say little about the rest. */
const shortestShare = 1 / 24;
/** One or two have no pace. */
const leastUsed = 3;

type Pace = Pick<Quota, 'unlimited' | 'quota' | 'used' | 'remaining' | 'periodStart' | 'periodEnd'>;

/** Whether the period has only just begun, so that its use so far foretells nothing. */
export function isTooEarly({ periodStart, periodEnd }: Pace, now: number): boolean {
  if (periodStart === null || periodEnd === null) return false;
  const start = Date.parse(periodStart);
  return now - start < (Date.parse(periodEnd) - start) * shortestShare;
}

/** Whether at most two are used, which foretells nothing, however long the period has lasted. */
export function isTooLittle({ used }: Pick<Pace, 'used'>): boolean {
  return used < leastUsed;
}

/**
 * When the quota is used up if its use goes on as since the period began: an instant before the reset. Null when it
 * lasts until then, is used up already, or too little has happened to tell.
 */
export function usedUpAt(quota: Pace, now: number): string | null {
  const { used, remaining, periodStart, periodEnd } = quota;
  if (quota.unlimited || quota.quota <= 0 || remaining <= 0 || isTooLittle(quota)) return null;
  if (periodStart === null || periodEnd === null || isTooEarly(quota, now)) return null;
  const at = now + (remaining / used) * (now - Date.parse(periodStart));
  return at < Date.parse(periodEnd) ? new Date(at).toISOString() : null;
}
