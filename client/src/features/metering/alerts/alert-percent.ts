import type { Alert } from '@meterstone/server/contract/metering/alerts';

/** How much of the quota was used when the alert was raised. */
export function percentOf({ used, quota, threshold }: Pick<Alert, 'used' | 'quota' | 'threshold'>): number {
  return quota > 0 ? Math.min(100, (used * 100) / quota) : threshold;
}
