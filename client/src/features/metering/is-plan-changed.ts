import { toApiError } from '../../lib/api-error.ts';

/** Whether another version of the plan is current than the one whose effects were shown. */
export function isPlanChanged(problem: unknown): boolean {
  return toApiError(problem).code === 'version_conflict';
}
