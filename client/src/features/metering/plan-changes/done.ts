import type { ChangedPlans, PreviewedPlans } from '@meterstone/server/contract/metering/plan-changes';
import { toApiError } from '../../../lib/api-error.ts';

/** A change of many plans: what was asked for, and what became of it. */
export interface Done {
  preview: PreviewedPlans;
  reason: string;
  changed: ChangedPlans;
}

/** Whether another version of the plan is current than the one whose effects were shown. */
export function isPlanChanged(problem: unknown): boolean {
  return toApiError(problem).code === 'version_conflict';
}
