import type { Principal } from '../../http/access/principal.ts';
import { resolveAccount } from '../../identity/service.ts';
import { AppError } from '../../lib/app-error.ts';
import type { MeteringContext } from '../context.ts';
import type { QuotaExplanation } from './contract.ts';
import { explainState, type ExplainedState } from './explanation-queries.ts';
import { requireFeature } from './features.ts';
import { toQuota } from './quota-state.ts';

/**
 * Where the numbers of a quota come from, as Postgres has them in one snapshot: they add up whatever is recorded
 * meanwhile. What remains is never below 0, also where more was used than a lowered quota grants. Why an admin set an
 * override is for admins and API keys.
 * Errors: `feature_unknown`, `feature_not_in_plan`, `not_found` for the account.
 */
export async function explainQuota(
  ctx: MeteringContext,
  principal: Principal,
  input: { accountId?: string | undefined; featureCode: string },
): Promise<QuotaExplanation> {
  const feature = requireFeature(ctx, input.featureCode);
  const accountId = await resolveAccount(ctx, principal, input.accountId);
  // Lets a renewal that is due take effect.
  await ctx.meter.stateReader.submit({ accountId, featureCode: feature.code });
  const explained = await explainState(ctx.db, accountId, feature.code);
  if (!explained) {
    throw new AppError('feature_not_in_plan', { detail: `The plan does not include ${feature.code}` });
  }
  const { state, plan, override, parts, reserved, late } = explained;
  const quota = toQuota(feature.code, feature.unit, state);
  return {
    quota,
    plan,
    override: override && {
      ...override,
      reason: mayReadReasons(principal) ? override.reason : null,
      difference: differenceOf(override, plan),
    },
    used: { amount: quota.used, parts },
    reserved,
    late,
    remaining: quota.remaining,
    period: quota.periodStart === null ? null : { start: quota.periodStart, end: quota.periodEnd },
  };
}

/** Reasons are notes among those who run the service. */
function mayReadReasons(principal: Principal): boolean {
  return principal.kind === 'apiKey' || principal.role === 'admin';
}

function differenceOf(
  override: NonNullable<ExplainedState['override']>,
  plan: ExplainedState['plan'],
): number | null {
  if (!plan || plan.quota === -1 || override.quota === -1) return null;
  return override.quota - plan.quota;
}
