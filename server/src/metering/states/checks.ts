import { getFeature } from '../../catalog/service.ts';
import type { Principal } from '../../http/access/principal.ts';
import { resolveAccount } from '../../identity/service.ts';
import type { MeteringContext } from '../context.ts';
import { findState, readState } from './cached-states.ts';
import { CheckReason, type Check, type CheckManyBody } from './contract.ts';
import { requireFeature } from './features.ts';
import { checkInPostgres } from './queries.ts';
import { fits, judge, toQuota } from './quota-state.ts';

/**
 * Would this amount be accepted now? Advisory: only recording decides. Another node's record shows within a second,
 * this node's at once. Where credits may have to pay, Postgres is asked each time: they may be gone by now.
 * Errors: `feature_unknown`, `not_found` for the account.
 */
export async function checkQuota(
  ctx: MeteringContext,
  principal: Principal,
  input: { accountId?: string | undefined; featureCode: string; amount: number },
): Promise<Check> {
  const feature = requireFeature(ctx, input.featureCode);
  const accountId = await resolveAccount(ctx, principal, input.accountId);
  const wanted = { accountId, featureCode: feature.code };
  let state = await findState(ctx, wanted);
  if (state?.isElastic === null && !fits(state, input.amount)) state = await readState(ctx, wanted);
  if (!state?.isElastic || fits(state, input.amount)) return judge(feature, state ?? undefined, input.amount);

  const { reason, cap } = await checkInPostgres(ctx.db, wanted, input.amount);
  const quota = toQuota(feature.code, feature.unit, state);
  if (reason === null) return { allowed: true, quota };
  return { allowed: false, reason: reasonOf(reason), ...(cap ? { cap } : {}), quota };
}

/** A counter that is full has no room, whatever the quota is. */
function reasonOf(code: string): Check['reason'] {
  return CheckReason.safeParse(code).data ?? 'quota_exceeded';
}

/**
 * The same for up to 100, in their order, each with its own answer: a feature that there is not hides none of the
 * others. Errors: `not_found` for the account.
 */
export async function checkQuotas(
  ctx: MeteringContext,
  principal: Principal,
  { accountId, checks }: CheckManyBody,
): Promise<Check[]> {
  const account = await resolveAccount(ctx, principal, accountId);
  return Promise.all(
    checks.map(async ({ featureCode, amount }): Promise<Check> => {
      if (!getFeature(ctx, featureCode)) return { allowed: false, reason: 'feature_unknown', quota: null };
      return checkQuota(ctx, principal, { accountId: account, featureCode, amount });
    }),
  );
}
