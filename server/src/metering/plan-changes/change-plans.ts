import type { Principal } from '../../http/access/principal.ts';
import {
  actInPartsOnce,
  actOnAccountOnce,
  keyOfPart,
  senderOf,
  type KeyedRequest,
} from '../../http/idempotency.ts';
import { toAppError } from '../../http/problem.ts';
import { getAccount, resolveAccount, writeAudit } from '../../identity/service.ts';
import { AppError } from '../../lib/app-error.ts';
import { givePlan } from '../accounts/admin-acts.ts';
import type { MeteringContext } from '../context.ts';
import { enqueueEntitlementsChanged } from '../entitlements/entitlement-messages.ts';
import { requireActive, requirePlan } from '../entitlements/plans.ts';
import { refreshEntitlements } from '../entitlements/refresh.ts';
import type { ChangedPlans, ChangePlansBody, PlanChangeResult } from './contract.ts';
import { hasVersion, limitPatience } from './queries.ts';

/** Accounts that are changed at a time: half the places of their lines, so that single changes find one, too. */
const lanes = 3;
/** How long somebody who holds an account is waited for. */
const patienceMs = 500;
/** After this nothing more is begun: proxies give up on a request after a minute. */
const longestMs = 40_000;

interface Act {
  principal: Principal;
  planCode: string;
  reason: string;
  requestId: string;
  /** Of each account's part. */
  key: string | undefined;
  /** On the clock of `performance`. */
  deadline: number;
}

/**
 * Gives accounts the plan's current version, each by itself, as a change of it alone would: one that can't be changed
 * neither delays the others nor undoes them. With a key, once; where the act was cut off, the same request does what
 * is left, and tells of all.
 * Errors: `invalid_input` for the plan, `conflict` when the plan is not active, `idempotency_mismatch`. What is
 * refused to an account alone is told in its result.
 */
export async function changePlans(
  ctx: MeteringContext,
  principal: Principal,
  input: ChangePlansBody & { idempotencyKey: string | undefined; requestId: string },
): Promise<ChangedPlans> {
  const { idempotencyKey, requestId, ...content } = input;
  const { planCode, reason, accountIds } = content;
  const request: KeyedRequest = {
    owner: senderOf(principal),
    key: idempotencyKey,
    operation: 'accounts.plans',
    content,
  };
  const act: Act = {
    principal,
    planCode,
    reason,
    requestId,
    key: keyOfPart(request),
    deadline: performance.now() + longestMs,
  };
  const { result } = await actInPartsOnce(ctx, request, {
    work: async () => {
      requireActive(await ctx.db.transaction().execute((tx) => requirePlan(tx, planCode)));
      return summed(await changeAll(ctx, act, accountIds));
    },
    settle: async (tx, { changed, kept, failed }) => {
      await writeAudit(tx, principal, {
        action: 'plan.assigned_to_many',
        target: planCode,
        reason,
        details: { changed, kept, failed },
        requestId,
      });
    },
  });
  return result;
}

function summed(results: PlanChangeResult[]): ChangedPlans {
  const count = (wanted: PlanChangeResult['status']) =>
    results.filter(({ status }) => status === wanted).length;
  return { results, changed: count('changed'), kept: count('kept'), failed: count('failed') };
}

/** In the order of the request. */
async function changeAll(
  ctx: MeteringContext,
  act: Act,
  accountIds: readonly string[],
): Promise<PlanChangeResult[]> {
  const results: PlanChangeResult[] = [];
  // One iterator for all lanes: each takes whoever comes next.
  const left = accountIds.entries();
  async function runLane(): Promise<void> {
    for (const [place, accountId] of left) results[place] = await changeOne(ctx, act, accountId);
  }
  await Promise.all(Array.from({ length: lanes }, runLane));
  return results;
}

async function changeOne(ctx: MeteringContext, act: Act, ref: string): Promise<PlanChangeResult> {
  try {
    return { accountId: ref, status: await changeAccount(ctx, act, ref) };
  } catch (error) {
    const { code, status, detail, cause } = toAppError(error);
    if (status === 500)
      ctx.logger.error({ err: cause, accountId: ref, requestId: act.requestId }, 'a change of plan');
    return { accountId: ref, status: 'failed', code, ...(detail === undefined ? {} : { detail }) };
  }
}

async function changeAccount(
  ctx: MeteringContext,
  { principal, planCode, reason, requestId, key, deadline }: Act,
  ref: string,
): Promise<'changed' | 'kept'> {
  if (performance.now() > deadline) throw new AppError('overloaded');
  const accountId = await resolveAccount(ctx, principal, ref);
  const request = { owner: accountId, key, operation: 'accounts.plans', content: { planCode, reason } };
  const { result, replayed } = await actOnAccountOnce(ctx, request, async (tx) => {
    await limitPatience(tx, patienceMs);
    const plan = requireActive(await requirePlan(tx, planCode));
    await getAccount(tx, accountId);
    if (await hasVersion(tx, accountId, plan.currentVersionId)) return { status: 'kept' as const };
    await givePlan(tx, principal, { plan, accountId, reason, requestId });
    // This request may be cut off before it comes to tell.
    await enqueueEntitlementsChanged(tx, [accountId]);
    return { status: 'changed' as const };
  });
  if (result.status === 'changed' && !replayed) {
    await refreshEntitlements(ctx, [accountId]).catch((error: unknown) => {
      ctx.logger.warn({ err: error, accountId, requestId }, 'a change of plan is told by the outbox alone');
    });
  }
  return result.status;
}
