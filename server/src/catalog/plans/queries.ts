import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../../identity/contract.ts';
import { isUuid } from '../../lib/ids.ts';
import { invariant } from '../../lib/invariant.ts';
import type { AdminPlan, PlanStatus } from '../contract.ts';
import type { PlanContent } from './content.ts';

/** A plan with the content of its current version. */
export interface PlanRow extends Pick<
  AdminPlan,
  'name' | 'description' | 'highlighted' | 'prices' | 'features'
> {
  id: string;
  code: string;
  status: PlanStatus;
  sortOrder: number;
  isDefault: boolean;
  createdAt: Date;
  updatedAt: Date;
  version: number;
}

const selectPlans = sql`
  select p.id, p.code, p.status, p.sort_order as "sortOrder", p.is_default as "isDefault",
    p.created_at as "createdAt", p.updated_at as "updatedAt",
    c.version, c.name, c.description, c.highlighted, c.prices, c.features
  from public.plans p
  join public.v_plan_contents c on c.plan_id = p.id and c.version = p.current_version`;

/**
 * Makes changes of the catalog take turns until the transaction ends. Every change starts with it, so none of them
 * can deadlock with another, whatever plans and features they touch.
 */
export async function lockCatalog(tx: Tx): Promise<void> {
  await sql`select from public.catalog_revision for no key update`.execute(tx);
}

export async function findPlan(db: Database | Tx, id: string): Promise<PlanRow | undefined> {
  if (!isUuid(id)) return undefined;
  const { rows } = await sql<PlanRow>`${selectPlans} where p.id = ${id}`.execute(db);
  return rows[0];
}

interface PlanFilter {
  limit: number;
  offset: number;
  q?: string | undefined;
  status?: PlanStatus | undefined;
}

/** Plans in the order in which they are shown, with the number of all that match. */
export async function listPlanRows(
  db: Database,
  { limit, offset, q = '', status }: PlanFilter,
): Promise<{ rows: PlanRow[]; total: number }> {
  const matching = sql`
    where (${status ?? null}::text is null or p.status = ${status ?? null})
      and (strpos(p.code, lower(${q})) > 0
        or strpos(lower(c.name ->> 'en'), lower(${q})) > 0
        or strpos(lower(c.name ->> 'zh-CN'), lower(${q})) > 0)`;
  const [page, count] = await Promise.all([
    sql<PlanRow>`${selectPlans} ${matching} order by p.sort_order, p.code limit ${limit} offset ${offset}`.execute(
      db,
    ),
    sql<{ total: number }>`
      select count(*) as total
      from public.plans p
      join public.plan_versions c on c.plan_id = p.id and c.version = p.current_version
      ${matching}`.execute(db),
  ]);
  return { rows: page.rows, total: count.rows[0]?.total ?? 0 };
}

export interface PlanVersionRow {
  version: number;
  publishedAt: Date;
  actor: Actor;
  reason: string | null;
}

/** All versions of a plan, newest first. */
export async function listPlanVersions(db: Database | Tx, planId: string): Promise<PlanVersionRow[]> {
  const { rows } = await sql<PlanVersionRow>`
    select version, published_at as "publishedAt", actor, reason
    from public.plan_versions where plan_id = ${planId} order by version desc`.execute(db);
  return rows;
}

export interface PlanVersionContentRow
  extends PlanVersionRow, Pick<PlanRow, 'name' | 'description' | 'highlighted' | 'prices' | 'features'> {
  planId: string;
  code: string;
}

/** What one version of a plan holds, with who published it. */
export async function findPlanVersion(
  db: Database,
  planId: string,
  version: number,
): Promise<PlanVersionContentRow | undefined> {
  if (!isUuid(planId)) return undefined;
  const { rows } = await sql<PlanVersionContentRow>`
    select p.id as "planId", p.code, v.version, v.published_at as "publishedAt", v.actor, v.reason,
      c.name, c.description, c.highlighted, c.prices, c.features
    from public.plans p
    join public.plan_versions v on v.plan_id = p.id and v.version = ${version}
    join public.v_plan_contents c on c.plan_version_id = v.id
    where p.id = ${planId}`.execute(db);
  return rows[0];
}

/** Where a plan stands among the others. */
export interface PlanPlace {
  id: string;
  code: string;
  status: PlanStatus;
  sortOrder: number;
  version: number;
}

/** All plans in the order in which they are shown. */
export async function listPlanPlaces(tx: Tx): Promise<PlanPlace[]> {
  const { rows } = await sql<PlanPlace>`
    select id, code, status, sort_order as "sortOrder", current_version as version
    from public.plans order by sort_order, code`.execute(tx);
  return rows;
}

export async function updateSortOrders(
  tx: Tx,
  plans: readonly { id: string; sortOrder: number }[],
): Promise<void> {
  await sql`
    update public.plans p
    set sort_order = given.sort_order, updated_at = clock_timestamp()
    from unnest(${plans.map(({ id }) => id)}::uuid[], ${plans.map(({ sortOrder }) => sortOrder)}::int[])
      as given (id, sort_order)
    where p.id = given.id`.execute(tx);
}

/** Inserts a plan that has no version yet; false where the code is taken. */
export async function insertPlan(
  tx: Tx,
  plan: { id: string; code: string; status: PlanStatus; sortOrder: number; isDefault: boolean },
): Promise<boolean> {
  const { rows } = await sql`
    insert into public.plans (id, code, status, sort_order, is_default, current_version)
    values (${plan.id}, ${plan.code}, ${plan.status}, ${plan.sortOrder}, ${plan.isDefault}, 0)
    on conflict (code) do nothing returning 1`.execute(tx);
  return rows.length > 0;
}

export async function updatePlanAttributes(
  tx: Tx,
  id: string,
  { status, sortOrder, isDefault }: { status: PlanStatus; sortOrder: number; isDefault: boolean },
): Promise<void> {
  await sql`
    update public.plans
    set status = ${status}, sort_order = ${sortOrder}, is_default = ${isDefault}, updated_at = clock_timestamp()
    where id = ${id}`.execute(tx);
}

/** Takes the default away from whichever other plan has it, and says which that was. */
export async function clearOtherDefault(
  tx: Tx,
  id: string,
): Promise<{ id: string; code: string; version: number } | undefined> {
  const { rows } = await sql<{ id: string; code: string; version: number }>`
    update public.plans set is_default = false, updated_at = clock_timestamp()
    where is_default and id <> ${id}
    returning id, code, current_version as version`.execute(tx);
  return rows[0];
}

/** See publish_plan_version.sql for locks and errors. Returns the id of the new version. */
export async function publishPlanVersion(
  tx: Tx,
  input: {
    planId: string;
    expectedVersion: number;
    content: PlanContent;
    actor: Actor;
    reason: string | null;
  },
): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select public.publish_plan_version(
      p_plan_id => ${input.planId},
      p_expected_version => ${input.expectedVersion},
      p_content => ${JSON.stringify(input.content)}::jsonb,
      p_actor => ${JSON.stringify(input.actor)}::jsonb,
      p_reason => ${input.reason}
    ) as id`.execute(tx);
  invariant(rows[0], 'publish_plan_version returns one row');
  return rows[0].id;
}

/** Waits for those who are being given the plan at this moment, and keeps others out until the transaction ends. */
export async function lockPlan(tx: Tx, id: string): Promise<void> {
  await sql`select from public.plans where id = ${id} for update`.execute(tx);
}

export async function deletePlanRow(tx: Tx, id: string): Promise<void> {
  await sql`delete from public.plans where id = ${id}`.execute(tx);
}
