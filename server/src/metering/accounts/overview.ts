import type { z } from 'zod';
import { noUnit } from '../../catalog/contract.ts';
import { featureByCode } from '../../catalog/service.ts';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Principal } from '../../http/access/principal.ts';
import { findLastAct, resolveAccount } from '../../identity/service.ts';
import { countUnreadAlerts } from '../alerts/queries.ts';
import type { MeteringContext } from '../context.ts';
import type { AccountPlan } from '../entitlements/contract.ts';
import { findAccountPlan, findNextPlanCredits, previewTimeZone } from '../entitlements/queries.ts';
import { selectOverrides } from '../overrides/queries.ts';
import type { Quota } from '../states/contract.ts';
import { readAccountStates } from '../states/queries.ts';
import { toQuota } from '../states/quota-state.ts';
import type { MovedPeriod, QuotaOverview, TimeZonePreviewQuery } from './contract.ts';

/** Plan, period and every quota of the account as Postgres has them now. Errors: `not_found`. */
export async function readQuotaOverview(
  ctx: MeteringContext,
  principal: Principal,
  accountRef: string | undefined,
): Promise<QuotaOverview> {
  const accountId = await resolveAccount(ctx, principal, accountRef);
  const [current, features, overrides, nextPlanCredits, unread] = await Promise.all([
    findAccountPlan(ctx.db, accountId),
    readQuotas(ctx, accountId),
    selectOverrides(ctx.db, accountId),
    findNextPlanCredits(ctx.db, accountId),
    countUnreadAlerts(ctx.db, accountId),
  ]);
  return {
    accountId,
    plan: current?.plan ?? null,
    subscription: current?.subscription ?? null,
    features,
    // Why is between admins.
    overrides: overrides.map(({ reason: _, ...override }) => override),
    planGivenAt: current ? await findGivenAt(ctx.db, accountId, current) : null,
    nextPlanCredits,
    alerts: { unread },
  };
}

/** How long giving a plan may have waited for the account: the line in the history has the time when it was begun. */
const longestGivingMs = 60_000;

/** When an admin gave the account the plan that it has; null where it came otherwise. */
async function findGivenAt(
  db: Database,
  accountId: string,
  { plan, subscription }: AccountPlan,
): Promise<string | null> {
  if (subscription.bought?.isInForce) return null;
  const since = new Date(Date.parse(subscription.startedAt) - longestGivingMs);
  const givenAt = await findLastAct(db, { accountId, action: 'plan.assigned', target: plan.code, since });
  return givenAt?.toISOString() ?? null;
}

/** Every quota of an account, in the order of its plan. */
export async function readQuotas(
  ctx: MeteringContext,
  accountId: string,
  db: Database | Tx = ctx.db,
): Promise<Quota[]> {
  const units = featureByCode(ctx);
  const states = await readAccountStates(db, accountId);
  return [...states].map(([code, state]) => toQuota(code, units.get(code)?.unit ?? noUnit, state));
}

/** When the periods that run now would end if the account moved to this zone now. Errors: `not_found`. */
export async function previewMove(
  ctx: MeteringContext,
  principal: Principal,
  { accountId: accountRef, timeZone }: z.output<typeof TimeZonePreviewQuery>,
): Promise<MovedPeriod[]> {
  const accountId = await resolveAccount(ctx, principal, accountRef);
  const moved = await previewTimeZone(ctx.db, accountId, timeZone);
  return moved.map((period) => ({
    featureCode: period.feature_code,
    resetPeriod: period.reset_period,
    periodEnd: period.period_end.toISOString(),
    movedEnd: period.moved_end.toISOString(),
  }));
}
