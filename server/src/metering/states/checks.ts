import { getFeature } from '../../catalog/service.ts';
import type { Principal } from '../../http/access/principal.ts';
import { resolveAccount } from '../../identity/service.ts';
import type { MeteringContext } from '../context.ts';
import { findState } from './cached-states.ts';
import type { Check, CheckManyBody } from './contract.ts';
import { requireFeature } from './features.ts';
import { judge } from './quota-state.ts';

/**
 * Would this amount be accepted now? Advisory: only recording decides. Another node's record shows within a second,
 * this node's at once. Errors: `feature_unknown`, `not_found` for the account.
 */
export async function checkQuota(
  ctx: MeteringContext,
  principal: Principal,
  input: { accountId?: string | undefined; featureCode: string; amount: number },
): Promise<Check> {
  const feature = requireFeature(ctx, input.featureCode);
  const accountId = await resolveAccount(ctx, principal, input.accountId);
  const state = await findState(ctx, { accountId, featureCode: input.featureCode });
  return judge(feature, state ?? undefined, input.amount);
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
