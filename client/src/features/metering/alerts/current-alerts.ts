import type { Alert } from '@meterstone/server/contract/metering/alerts';
import type { Quota } from '@meterstone/server/contract/metering/states';

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
