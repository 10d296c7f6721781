import { spanOfSeries } from '../../http/series.ts';
import type { IdentityContext } from '../../identity/service.ts';
import type { CurrencyStatistics, OrderStatistics, OrderStatisticsQuery, OrderSums } from './contract.ts';
import { countOrders, sumOrders, sumSurplus, type SumsRow } from './queries.ts';
import { stepsBetween } from './steps.ts';

/**
 * What was sold in the span, by when the money came: of real money alone, but for a server of test money, which tells
 * of that. What is given back later lowers the step in which it had come.
 * Errors: `invalid_input`.
 */
export async function readOrderStatistics(
  ctx: IdentityContext,
  query: OrderStatisticsQuery,
): Promise<OrderStatistics> {
  const { granularity, provider } = query;
  const { from, to } = spanOf(query);
  const isTest = ctx.config.payments.mode === 'test';
  const search = { from, to, granularity, provider, isTest };
  const made = await countOrders(ctx.db, search);
  const sums = await sumOrders(ctx.db, search);
  const surplus = await sumSurplus(ctx.db, search);
  const starts = stepsBetween(from, to, granularity);
  const codes = [...new Set([...made, ...sums, ...surplus].map(({ currency }) => currency))].sort();
  return {
    granularity,
    timeZone: 'UTC',
    from: from.toISOString(),
    to: to.toISOString(),
    currencies: codes.map((currency) => ({
      currency,
      orders: made.find((row) => row.currency === currency)?.orders ?? 0,
      surplusMinor: surplus.find((row) => row.currency === currency)?.surplusMinor ?? 0,
      ...statisticsOf(
        sums.filter((row) => row.currency === currency),
        starts,
      ),
    })),
  };
}

/** Where it is not asked since when: as many hours, days or months as are usual, the present one so far. */
function spanOf(query: OrderStatisticsQuery): { from: Date; to: Date } {
  const { from, to } = spanOfSeries(query);
  if (query.from !== undefined) return { from, to };
  return { from: stepsBetween(from, to, query.granularity).find((start) => start >= from) ?? from, to };
}

function statisticsOf(
  rows: readonly SumsRow[],
  starts: readonly Date[],
): Omit<CurrencyStatistics, 'currency' | 'orders' | 'surplusMinor'> {
  const byProvider = Map.groupBy(rows, ({ provider }) => provider);
  const byStep = Map.groupBy(rows, ({ at }) => at.getTime());
  return {
    ...add(rows),
    byProvider: [...byProvider].map(([provider, theirs]) => ({ provider, ...add(theirs) })),
    steps: starts.map((at) => ({ at: at.toISOString(), ...add(byStep.get(at.getTime()) ?? []) })),
  };
}

/** Of one currency. */
function add(rows: readonly SumsRow[]): OrderSums {
  const sum = { paid: 0, refunded: 0, grossMinor: 0, refundedMinor: 0 };
  for (const row of rows) {
    sum.paid += row.paid;
    sum.refunded += row.refunded;
    sum.grossMinor += row.grossMinor;
    sum.refundedMinor += row.refundedMinor;
  }
  return { ...sum, netMinor: sum.grossMinor - sum.refundedMinor };
}
