import { findPlanByCode, type PlanReference } from '../../catalog/service.ts';
import type { Tx } from '../../db/transaction.ts';
import { AppError, invalidField } from '../../lib/app-error.ts';

/** The plan with this code, or `invalid_input`. Call it before touching the account: plans are locked first. */
export async function requirePlan(tx: Tx, planCode: string): Promise<PlanReference> {
  const plan = await findPlanByCode(tx, planCode);
  if (!plan) throw invalidField('planCode', `There is no plan ${planCode}`, 'plan_unknown');
  return plan;
}

/** Only active plans are given to accounts. Errors: `conflict`. */
export function requireActive(plan: PlanReference): PlanReference {
  if (plan.status === 'active') return plan;
  throw new AppError('conflict', { detail: `The plan ${plan.code} is ${plan.status}` });
}

/** A plan is given in the version whose effects were seen, where one was. Errors: `version_conflict`. */
export function requireSeen(plan: PlanReference, seenVersion: number | undefined): PlanReference {
  if (seenVersion === undefined || seenVersion === plan.version) return plan;
  throw new AppError('version_conflict', { detail: `Version ${plan.version} of the plan is current now` });
}
