import type { ChangedPlans, PreviewedPlans } from '@meterstone/server/contract/metering/plan-changes';

/** A change of many plans: what was asked for, and what became of it. */
export interface Done {
  preview: PreviewedPlans;
  reason: string;
  changed: ChangedPlans;
}
