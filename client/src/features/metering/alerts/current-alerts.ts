import { isTrueOf, type Alert, type AlertLevel } from '@meterstone/server/contract/metering/alerts';
import type { Quota } from '@meterstone/server/contract/metering/states';

/** Of one use that crosses several thresholds the alerts come in any order; a milder one tells nothing new then. */
export function isMilder(alert: Alert, told: Alert | undefined): boolean {
  return (
    told?.periodStart === alert.periodStart &&
    told.threshold > alert.threshold &&
    Date.parse(told.createdAt) >= Date.parse(alert.createdAt)
  );
}

/** Whether it says that nothing of the quota is left, be it that credits pay. */
export function isUsedUp({ level }: Pick<Alert, 'level'>): boolean {
  return level === 'exhausted' || level === 'overage_started';
}

/** Whether an alert still holds: it is of the present period, and as much is used now as it warns of. */
export function isCurrent(
  alert: Pick<Alert, 'level' | 'periodStart' | 'threshold'>,
  quota: Quota | undefined,
): quota is Quota {
  if (quota?.periodStart !== alert.periodStart) return false;
  return isTrueOf(alert, quota);
}

/**
 * The unread alerts that still hold, those of the gravest feature first, of equal ones the newest: what is refused
 * before what credits pay for. A feature is as grave as the highest threshold that it was warned of.
 */
export function currentAlerts(alerts: readonly Alert[], quotas: readonly Quota[]): Alert[] {
  const isHolding = (alert: Alert) =>
    alert.readAt === null &&
    isCurrent(
      alert,
      quotas.find(({ featureCode }) => featureCode === alert.featureCode),
    );
  const byFeature = Map.groupBy(alerts.filter(isHolding), ({ featureCode }) => featureCode);
  // Features come in the order of their newest alerts.
  return [...byFeature.values()]
    .map((ofOne) => ofOne.toSorted((a, b) => b.threshold - a.threshold))
    .toSorted(([a], [b]) => gravity(b) - gravity(a))
    .flat();
}

function gravity(alert: Alert | undefined): number {
  return alert ? gravities.indexOf(alert.level) : -1;
}

const gravities: readonly AlertLevel[] = ['warning', 'critical', 'overage_started', 'exhausted'];
