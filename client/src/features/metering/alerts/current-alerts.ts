import type { Alert } from '@meterstone/server/contract/metering/alerts';
import type { Quota } from '@meterstone/server/contract/metering/states';

/** Of one use that crosses several thresholds the alerts come in any order; a milder one tells nothing new then. */
export function isMilder(alert: Alert, told: Alert | undefined): boolean {
  return (
    told?.periodStart === alert.periodStart &&
    told.threshold > alert.threshold &&
    Date.parse(told.createdAt) >= Date.parse(alert.createdAt)
  );
}

/** The unread alerts that still hold: of the present period, and with as much used now as they warn of. */
export function currentAlerts(alerts: readonly Alert[], quotas: readonly Quota[]): Alert[] {
  return alerts.filter((alert) => {
    const quota = quotas.find(({ featureCode }) => featureCode === alert.featureCode);
    return (
      alert.readAt === null &&
      quota?.periodStart === alert.periodStart &&
      quota.percent !== null &&
      quota.percent >= alert.threshold
    );
  });
}
