import type { Tx } from '../../db/transaction.ts';
import { matchesEntityTag } from '../../http/entity-tag.ts';
import { AppError } from '../../lib/app-error.ts';
import { invariant } from '../../lib/invariant.ts';
import type { CatalogContext } from '../context.ts';
import type { AdminPlan, AdminPlanDetail, HistoryEntry, Plan, PlanVersionContent } from '../contract.ts';
import { listHistoryRows } from '../history/queries.ts';
import { findPlan, findPlanVersion, listPlanRows, listPlanVersions, type PlanRow } from './queries.ts';

/**
 * The active plans in order, from memory; `plans` is absent where the caller has them already. Holds every change
 * that this node made, and others' as soon as this node has heard of them.
 */
export async function listPublicPlans(
  ctx: CatalogContext,
  { ifNoneMatch }: { ifNoneMatch: string | undefined },
): Promise<{ tag: string; plans?: Plan[] }> {
  const { plans, plansTag } = await ctx.catalog.current();
  return matchesEntityTag(ifNoneMatch, plansTag) ? { tag: plansTag } : { tag: plansTag, plans };
}

type PlanFilter = Parameters<typeof listPlanRows>[1];

export async function listPlans(
  ctx: CatalogContext,
  filter: PlanFilter,
): Promise<{ plans: AdminPlan[]; total: number }> {
  const { rows, total } = await listPlanRows(ctx.db, filter);
  return { plans: await withAccounts(ctx, ctx.db, rows), total };
}

/** One plan with its versions. Errors: `not_found`. */
export async function getPlan(
  ctx: Pick<CatalogContext, 'db' | 'catalogHooks'>,
  id: string,
): Promise<AdminPlanDetail> {
  return readPlanDetail(ctx, ctx.db, id);
}

/** What one version of a plan holds, `version` as it stood in the URL. Errors: `not_found`. */
export async function getPlanVersion(
  ctx: Pick<CatalogContext, 'db'>,
  id: string,
  version: string,
): Promise<PlanVersionContent> {
  // Nine digits fit the column's type.
  const row = /^[1-9]\d{0,8}$/.test(version) ? await findPlanVersion(ctx.db, id, Number(version)) : undefined;
  if (!row) throw new AppError('not_found', { detail: 'There is no such version of a plan' });
  return { ...row, publishedAt: row.publishedAt.toISOString() };
}

/** As `getPlan`, as this transaction sees it. */
export async function readPlanDetail(
  { catalogHooks }: Pick<CatalogContext, 'catalogHooks'>,
  db: CatalogContext['db'] | Tx,
  id: string,
): Promise<AdminPlanDetail> {
  const row = await requirePlan(db, id);
  const [plan] = await withAccounts({ catalogHooks }, db, [row]);
  invariant(plan, 'every row is a plan');
  const versions = await listPlanVersions(db, row.id);
  return {
    ...plan,
    versions: versions.map((version) => ({ ...version, publishedAt: version.publishedAt.toISOString() })),
  };
}

/** Errors: `not_found`. */
export async function requirePlan(db: CatalogContext['db'] | Tx, id: string): Promise<PlanRow> {
  const row = await findPlan(db, id);
  if (!row) throw new AppError('not_found', { detail: 'There is no such plan' });
  return row;
}

/** Changes of plans, newest first; those of deleted plans stay. */
export async function listHistory(
  ctx: CatalogContext,
  filter: Parameters<typeof listHistoryRows>[1],
): Promise<{ entries: HistoryEntry[]; total: number }> {
  const { rows, total } = await listHistoryRows(ctx.db, filter);
  return { entries: rows.map((row) => ({ ...row, at: row.at.toISOString() })), total };
}

/** Plans with how many accounts have them, and wait for what. */
async function withAccounts(
  { catalogHooks }: Pick<CatalogContext, 'catalogHooks'>,
  db: CatalogContext['db'] | Tx,
  rows: readonly PlanRow[],
): Promise<AdminPlan[]> {
  const ids = rows.map(({ id }) => id);
  const subscribers = await catalogHooks.subscribers(db, ids);
  const waiting = await catalogHooks.waiting(db, ids);
  const keepingOlder = await catalogHooks.keepingOlder(db, ids);
  return rows.map(({ createdAt, updatedAt, ...row }) => ({
    ...row,
    subscribers: subscribers.get(row.id) ?? 0,
    waiting: waiting.get(row.id) ?? [],
    keepingOlder: keepingOlder.get(row.id) ?? 0,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }));
}
