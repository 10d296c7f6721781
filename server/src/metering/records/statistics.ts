import { counterLimit } from '../../bounds.ts';
import type { Principal } from '../../http/access/principal.ts';
import { spanOfSeries } from '../../http/series.ts';
import { getAccount, resolveAccount } from '../../identity/service.ts';
import { invalidField } from '../../lib/app-error.ts';
import type { MeteringContext } from '../context.ts';
import { requireFeature } from '../states/features.ts';
import type { Statistics, StatisticsQuery } from './contract.ts';
import { selectStatistics } from './statistics-queries.ts';

/**
 * Use over time in the account's time zone, gaps filled with 0, per feature: the one asked for, or each that was
 * used in the span. Errors: `not_found`, `feature_unknown`, `invalid_input`.
 */
export async function readStatistics(
  ctx: MeteringContext,
  principal: Principal,
  query: StatisticsQuery,
): Promise<Statistics> {
  const accountId = await resolveAccount(ctx, principal, query.accountId);
  const { granularity } = query;
  const { from, to } = spanOfSeries(query);
  if (from >= to) throw invalidField('from', 'Must be before `to`');

  const { timeZone } = await getAccount(ctx.db, accountId);
  const featureCode = query.featureCode && requireFeature(ctx, query.featureCode).code;
  const rows = await selectStatistics(ctx.db, { accountId, featureCode, from, to, granularity });
  const series = rows.map(({ feature_code: code, points }) => ({
    featureCode: code,
    points: points.map(([at, used, events]) => ({ at: new Date(at).toISOString(), used, events })),
  }));
  return {
    granularity,
    timeZone,
    from: from.toISOString(),
    to: to.toISOString(),
    series,
    totals: series.map(({ featureCode, points }) => ({
      featureCode,
      used: Math.min(
        points.reduce((sum, point) => sum + point.used, 0),
        counterLimit,
      ),
      events: points.reduce((sum, point) => sum + point.events, 0),
    })),
  };
}
