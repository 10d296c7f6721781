import type { Quota } from '@meterstone/server/contract/metering/states';

/** How much more counts against a quota than it holds, since it was lowered; else 0. */
export function overOf({
  unlimited,
  quota,
  used,
  reserved,
  overage,
}: Pick<Quota, 'unlimited' | 'quota' | 'used' | 'reserved' | 'overage'>): number {
  return unlimited ? 0 : Math.max(0, used + reserved - quota - (overage?.units ?? 0));
}
