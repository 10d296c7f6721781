import type { Principal } from '../../http/access/principal.ts';
import { resolveAccount } from '../../identity/service.ts';
import { invalidField } from '../../lib/app-error.ts';
import type { MeteringContext } from '../context.ts';
import { requireFeature } from '../states/features.ts';
import { selectBreakdown } from './breakdown-queries.ts';
import type { Breakdown, BreakdownQuery } from './contract.ts';

const dayMs = 86_400_000;
const usualDays = 30;
/** Two years of months, and the one under way. */
const longestDays = 800;
/** For one answer: metadata is in no index. */
const mostRecords = 50_000;

const none = { used: 0, events: 0, values: 0 };

/**
 * Use of a feature by the values of one key of its records' metadata: the key asked for, or the most frequent one. What
 * was voided counts no more. Errors: `not_found`, `feature_unknown`, `invalid_input`.
 */
export async function readBreakdown(
  ctx: MeteringContext,
  principal: Principal,
  query: BreakdownQuery,
): Promise<Breakdown> {
  const accountId = await resolveAccount(ctx, principal, query.accountId);
  const featureCode = requireFeature(ctx, query.featureCode).code;
  const to = query.to === undefined ? new Date() : new Date(query.to);
  const from = query.from === undefined ? new Date(to.getTime() - usualDays * dayMs) : new Date(query.from);
  if (to.getTime() - from.getTime() > longestDays * dayMs) {
    throw invalidField('from', `At most ${longestDays} days`);
  }

  const found = await selectBreakdown(ctx.db, {
    accountId,
    featureCode,
    from,
    to,
    key: query.key,
    limit: mostRecords,
  });
  const sumOf = (kind: 'others' | 'without') => {
    const { used, events, values } = found.rows.find((row) => row.kind === kind) ?? none;
    return { used, events, values };
  };
  const { used, events } = sumOf('without');
  return {
    featureCode,
    from: (found.oldestAt ?? from).toISOString(),
    to: to.toISOString(),
    isWhole: found.oldestAt === undefined,
    keys: found.keys,
    key: found.key,
    groups: found.rows.flatMap((row) =>
      row.kind === 'group' && row.value !== null
        ? [{ value: row.value, used: row.used, events: row.events }]
        : [],
    ),
    others: sumOf('others'),
    without: { used, events },
  };
}
