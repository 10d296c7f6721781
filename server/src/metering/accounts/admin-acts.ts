import type { PlanReference } from '../../catalog/service.ts';
import { withAccountTransaction, type Tx } from '../../db/transaction.ts';
import { mayRead } from '../../http/access/policy.ts';
import type { Principal } from '../../http/access/principal.ts';
import { actOnAccountOnce, forgetResults } from '../../http/idempotency.ts';
import { resolveAccount, writeAudit } from '../../identity/service.ts';
import { AppError, invalidField } from '../../lib/app-error.ts';
import type { MeteringContext } from '../context.ts';
import { enqueuePaymentsReturned } from '../elastic/service.ts';
import { requireActive, requirePlan, requireSeen } from '../entitlements/plans.ts';
import { applyPlanVersion, selectPlanCodes } from '../entitlements/queries.ts';
import { refreshAccount, refreshEntitlements } from '../entitlements/refresh.ts';
import { setQuotaOverride } from '../overrides/queries.ts';
import { resetUsageCounters } from '../records/queries.ts';
import type { Quota } from '../states/contract.ts';
import { requireFeature } from '../states/features.ts';
import { readAccountWithin, tellWritten } from './accounts.ts';
import type { AccountDetail, WrittenAccount } from './contract.ts';
import { readQuotas } from './overview.ts';

/** What an admin does to one account; each asks for a reason and leaves an audit line. */
interface AdminAct {
  accountId: string;
  reason: string | undefined;
  requestId: string;
}

interface Keyed {
  idempotencyKey: string | undefined;
}

/** The kind of request that `assignPlan` is, to keys. */
const assignment = 'accounts.plan';

/**
 * Gives the account the plan's current version from now on; what it has used stays used. With a key, once.
 * Errors: `not_found` for the account, `invalid_input` for the plan, `conflict` when the plan is not active,
 * `version_conflict` where another version than the one that was seen is current, `idempotency_mismatch`.
 */
export async function assignPlan(
  ctx: MeteringContext,
  principal: Principal,
  input: AdminAct & Keyed & { planCode: string; seenVersion?: number | undefined },
): Promise<AccountDetail | WrittenAccount> {
  const accountId = await resolveAccount(ctx, principal, input.accountId);
  const { planCode, seenVersion, reason, idempotencyKey: key } = input;
  const content = { planCode, seenVersion, reason };
  const request = { owner: accountId, key, operation: assignment, content };
  const { result } = await actOnAccountOnce(ctx, request, async (tx) => {
    const plan = requireSeen(requireActive(await requirePlan(tx, planCode)), seenVersion);
    await givePlan(tx, principal, { plan, accountId, reason, requestId: input.requestId });
    return readAccountWithin(ctx, tx, accountId);
  });
  await refreshEntitlements(ctx, [accountId]);
  return mayRead(principal, 'accounts:read') ? result : { id: accountId, planCode };
}

/** Forgets what `assignPlan` has answered under keys: the account as it was then. */
export function forgetAssignments(tx: Tx, accountId: string): Promise<void> {
  return forgetResults(tx, { owner: accountId, operation: assignment });
}

/** Gives an account the plan's current version, with a line in its history: what every change of plan by hand is. */
export async function givePlan(
  tx: Tx,
  principal: Principal,
  { plan, accountId, reason, requestId }: AdminAct & { plan: PlanReference },
): Promise<void> {
  const before = (await selectPlanCodes(tx, [accountId])).get(accountId) ?? null;
  await applyPlanVersion(tx, accountId, plan.currentVersionId);
  await writeAudit(tx, principal, {
    action: 'plan.assigned',
    accountId,
    target: plan.code,
    reason,
    details: { before },
    requestId,
  });
}

/**
 * Puts an account's own quota in the place of the plan's, at once and until it expires.
 * Errors: `not_found`, `feature_unknown`, `invalid_input`.
 */
export async function overrideQuota(
  ctx: MeteringContext,
  principal: Principal,
  input: AdminAct & { featureCode: string; quota: number; expiresAt?: string | undefined },
): Promise<AccountDetail | WrittenAccount> {
  requireFeature(ctx, input.featureCode);
  if (input.expiresAt !== undefined && Date.parse(input.expiresAt) <= Date.now()) {
    throw invalidField('expiresAt', 'Must be in the future', 'past');
  }
  return changeOverride(ctx, principal, { ...input, action: 'override.set' });
}

/** Lifts it: the plan's quota holds again. Errors: `not_found`, also where there is no override. */
export async function liftOverride(
  ctx: MeteringContext,
  principal: Principal,
  input: AdminAct & { featureCode: string },
): Promise<AccountDetail | WrittenAccount> {
  requireFeature(ctx, input.featureCode);
  return changeOverride(ctx, principal, { ...input, quota: null, action: 'override.lifted' });
}

async function changeOverride(
  ctx: MeteringContext,
  principal: Principal,
  input: AdminAct & {
    featureCode: string;
    quota: number | null;
    expiresAt?: string | undefined;
    action: string;
  },
): Promise<AccountDetail | WrittenAccount> {
  const accountId = await resolveAccount(ctx, principal, input.accountId);
  const { featureCode, quota, expiresAt, reason } = input;
  await withAccountTransaction(ctx, accountId, async (tx) => {
    const done = await setQuotaOverride(tx, { accountId, featureCode, quota, expiresAt, reason });
    if (!done) throw new AppError('not_found', { detail: `There is no override of ${featureCode}` });
    await writeAudit(tx, principal, {
      action: input.action,
      accountId,
      target: featureCode,
      reason,
      details: { quota, expiresAt: expiresAt ?? null },
      requestId: input.requestId,
    });
  });
  await refreshEntitlements(ctx, [accountId]);
  const override = { featureCode, expiresAt: expiresAt ?? null, reason: reason ?? null };
  return tellWritten(ctx, principal, accountId, {
    overrides: quota === null ? [] : [{ ...override, quota }],
  });
}

/**
 * Sets what the account has used in its current periods back to nothing, of one feature or of all, by correcting
 * records. With a key, once. Errors: `not_found`, `feature_unknown`, `idempotency_mismatch`, `conflict` where credits
 * that paid for it don't fit into the balance.
 */
export async function resetUsage(
  ctx: MeteringContext,
  principal: Principal,
  input: AdminAct & Keyed & { featureCode?: string | undefined; reason: string },
): Promise<{ reset: string[]; quotas?: Quota[] }> {
  if (input.featureCode !== undefined) requireFeature(ctx, input.featureCode);
  const accountId = await resolveAccount(ctx, principal, input.accountId);
  const { featureCode, reason, idempotencyKey: key } = input;
  const request = { owner: accountId, key, operation: 'usage.reset', content: { featureCode, reason } };
  const { result } = await actOnAccountOnce(ctx, request, async (tx) => {
    const reset = await resetUsageCounters(tx, { accountId, featureCode, reason });
    await writeAudit(tx, principal, {
      action: 'usage.reset',
      accountId,
      target: featureCode,
      reason,
      details: { features: reset },
      requestId: input.requestId,
    });
    await enqueuePaymentsReturned(tx, accountId);
    return { reset, quotas: await readQuotas(ctx, accountId, tx) };
  });
  await refreshAccount(ctx, accountId);
  return mayRead(principal, 'accounts:read') ? result : { reset: result.reset };
}
