import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../../identity/contract.ts';
import { AppError, invalidField } from '../../lib/app-error.ts';
import type { PlanStatus } from '../contract.ts';
import { recordHistory } from '../history/record.ts';
import type { CatalogHooks } from '../hooks.ts';
import { clearOtherDefault, lockPlan, type PlanRow } from './queries.ts';

/**
 * What a plan becomes: only an active plan may be the default. Errors: `invalid_input` at `isDefault` where the
 * caller asks for both at once, `conflict` where the plan is the default already.
 */
export function requireActiveDefault(
  { status, isDefault }: { status: PlanStatus; isDefault: boolean },
  asked: boolean,
): void {
  if (!isDefault || status === 'active') return;
  if (asked) throw invalidField('isDefault', 'Only an active plan can be the default', 'default_not_active');
  throw new AppError('conflict', { detail: 'This is the default plan: make another one the default first' });
}

/**
 * Whoever acts on what they saw does it once only: another status than that is somebody else's will. Errors:
 * `version_conflict`.
 */
export function requireSeenStatus(status: PlanStatus, seen: PlanStatus | undefined): void {
  if (seen === undefined || seen === status) return;
  throw new AppError('version_conflict', { detail: `Somebody else has changed the status to ${status}` });
}

/**
 * A plan that accounts have can be archived but not be a draft again: drafts are shown to admins only. Keeps
 * newcomers out until the transaction ends. Errors: `plan_in_use`.
 */
export async function requireAllowedStatus(
  tx: Tx,
  hooks: CatalogHooks,
  before: Pick<PlanRow, 'id' | 'status'>,
  status: PlanStatus,
): Promise<void> {
  if (status !== 'draft' || before.status === 'draft') return;
  await lockPlan(tx, before.id);
  if (await hooks.planInUse(tx, before.id)) {
    throw new AppError('plan_in_use', { detail: 'Accounts have this plan: archive it instead' });
  }
}

/** Takes the default from the plan that had it, which its history tells too. */
export async function takeDefault(
  tx: Tx,
  planId: string,
  { actor, requestId }: { actor: Actor; requestId: string },
): Promise<void> {
  const other = await clearOtherDefault(tx, planId);
  if (!other) return;
  await recordHistory(tx, other, {
    action: 'default_changed',
    actor,
    changes: [{ path: 'isDefault', before: true, after: false }],
    requestId,
    audience: 'admins',
  });
}
