import type { Quota } from '@meterstone/server/contract/metering';

/** A day's first hour and a month's first thirty say little about the rest. */
const shortestShare = 1 / 24;

/**
 * When the quota is used up if its use goes on as since the period began: an instant before the reset. Null when it
 * lasts until then, is used up already, or too little has happened to tell.
 */
export function usedUpAt(
  {
    unlimited,
    quota,
    used,
    remaining,
    periodStart,
    periodEnd,
  }: Pick<Quota, 'unlimited' | 'quota' | 'used' | 'remaining' | 'periodStart' | 'periodEnd'>,
  now: number,
): string | null {
  if (unlimited || quota <= 0 || used <= 0 || remaining <= 0) return null;
  if (periodStart === null || periodEnd === null) return null;
  const start = Date.parse(periodStart);
  const end = Date.parse(periodEnd);
  const elapsed = now - start;
  if (elapsed < (end - start) * shortestShare) return null;
  const at = now + (remaining / used) * elapsed;
  return at < end ? new Date(at).toISOString() : null;
}
