import { sql } from 'kysely';
import { byNumber, paged, type PageOf } from '../../db/paged.ts';
import type { Database } from '../../db/pool.ts';
import { instant, type Tx } from '../../db/transaction.ts';
import type { Actor } from '../../identity/contract.ts';
import { toldActor } from '../../identity/service.ts';
import { isUuid } from '../../lib/ids.ts';
import { invariant } from '../../lib/invariant.ts';
import { largestSortOrder, type AdminPlan, type PlanStatus } from '../contract.ts';
import type { PlanContent } from './content.ts';

/** What one version holds, as it is told. */
type ContentRow = Pick<
  AdminPlan,
  'name' | 'description' | 'highlighted' | 'sales' | 'contactUrl' | 'prices' | 'features' | 'credits'
>;

/** A plan with the content of its current version. */
export interface PlanRow extends ContentRow {
  id: string;
  code: string;
  status: PlanStatus;
  sortOrder: number;
  isDefault: boolean;
  createdAt: Date;
  updatedAt: Date;
  version: number;
}

function selectPlans(db: Database) {
  return db
    .selectFrom('plans as plan')
    .innerJoin('v_plan_contents as content', (join) =>
      join.onRef('content.plan_id', '=', 'plan.id').onRef('content.version', '=', 'plan.current_version'),
    )
    .select([
      'plan.id',
      'plan.code',
      'plan.status',
      'plan.sort_order as sortOrder',
      'plan.is_default as isDefault',
    ])
    .select(['plan.created_at as createdAt', 'plan.updated_at as updatedAt', 'content.version'])
    .select([
      'content.name',
      'content.description',
      'content.highlighted',
      'content.sales',
      'content.contact_url as contactUrl',
      'content.prices',
      'content.features',
      'content.credits',
    ])
    .$castTo<PlanRow>();
}

export async function findPlan(db: Database, id: string): Promise<PlanRow | undefined> {
  return isUuid(id) ? selectPlans(db).where('plan.id', '=', id).executeTakeFirst() : undefined;
}

interface PlanFilter extends PageOf {
  /** Part of a code or name, in either language and any case. */
  q?: string | undefined;
  status?: PlanStatus | undefined;
}

/** Plans in the order in which they are shown, with the number of all that match. */
export function listPlanRows(
  db: Database,
  { q = '', status, ...page }: PlanFilter,
): Promise<{ rows: PlanRow[]; total: number }> {
  let inOrder = selectPlans(db)
    .where(
      sql<boolean>`(strpos(plan.code, lower(${q})) > 0
        or strpos(lower(content.name ->> 'en'), lower(${q})) > 0
        or strpos(lower(content.name ->> 'zh-CN'), lower(${q})) > 0)`,
    )
    .orderBy('plan.sort_order')
    .orderBy(byNumber('plan.code'));
  if (status) inOrder = inOrder.where('plan.status', '=', status);
  return paged(inOrder, page);
}

export interface PlanVersionRow {
  version: number;
  publishedAt: Date;
  actor: Actor;
  reason: string | null;
}

/** All versions of a plan, newest first. */
export async function listPlanVersions(db: Database, planId: string): Promise<PlanVersionRow[]> {
  return db
    .selectFrom('plan_versions')
    .select(['version', 'published_at as publishedAt', toldActor('actor'), 'reason'])
    .where('plan_id', '=', planId)
    .orderBy('version', 'desc')
    .$castTo<PlanVersionRow>()
    .execute();
}

export interface PlanVersionContentRow extends PlanVersionRow, ContentRow {
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
    select plan.id as "planId", plan.code, version.version, version.published_at as "publishedAt",
      public.told_actor(version.actor) as actor, version.reason, content.name, content.description,
      content.highlighted, content.sales, content.contact_url as "contactUrl", content.prices, content.features,
      content.credits
    from public.plans as plan
    join public.plan_versions as version on version.plan_id = plan.id and version.version = ${version}
    join public.v_plan_contents as content on content.plan_version_id = version.id
    where plan.id = ${planId}`.execute(db);
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
  return tx
    .selectFrom('plans')
    .select(['id', 'code', 'status', 'sort_order as sortOrder', 'current_version as version'])
    .$narrowType<{ status: PlanStatus }>()
    .orderBy('sort_order')
    .orderBy(byNumber('code'))
    .execute();
}

export async function updateSortOrders(
  tx: Tx,
  plans: readonly { id: string; sortOrder: number }[],
): Promise<void> {
  await sql`
    update public.plans as plan
    set sort_order = given.sort_order, updated_at = clock_timestamp()
    from unnest(${plans.map(({ id }) => id)}::uuid[], ${plans.map(({ sortOrder }) => sortOrder)}::int[])
      as given (id, sort_order)
    where plan.id = given.id`.execute(tx);
}

/** Leaves room to put a plan between two others by its `sortOrder` alone. */
export const sortOrderStep = 10;

/** The sort order of a plan that comes behind all others, as far as the contract's bound lets it. */
export async function nextSortOrder(tx: Tx): Promise<number> {
  const { rows } = await sql<{ last: number | null }>`
    select max(sort_order) as last from public.plans`.execute(tx);
  return Math.min((rows[0]?.last ?? 0) + sortOrderStep, largestSortOrder);
}

/** Inserts a plan that has no version yet; false where the code is taken. */
export async function insertPlan(
  tx: Tx,
  plan: {
    id: string;
    code: string;
    status: PlanStatus;
    sortOrder: number;
    isDefault: boolean;
    at: Date | undefined;
  },
): Promise<boolean> {
  const { rows } = await sql`
    insert into public.plans (id, code, status, sort_order, is_default, current_version, created_at, updated_at)
    select ${plan.id}, ${plan.code}, ${plan.status}, ${plan.sortOrder}, ${plan.isDefault}, 0, at, at
    from (select ${instant(plan.at)} as at) as made
    on conflict (code) do nothing returning 1`.execute(tx);
  return rows.length > 0;
}

export async function updatePlanAttributes(
  tx: Tx,
  id: string,
  { status, sortOrder, isDefault }: { status: PlanStatus; sortOrder: number; isDefault: boolean },
  at?: Date,
): Promise<void> {
  await sql`
    update public.plans
    set status = ${status}, sort_order = ${sortOrder}, is_default = ${isDefault}, updated_at = ${instant(at)}
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
    at: Date | undefined;
  },
): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select public.publish_plan_version(
      p_plan_id => ${input.planId},
      p_expected_version => ${input.expectedVersion},
      p_content => ${JSON.stringify(input.content)}::jsonb,
      p_actor => ${JSON.stringify(input.actor)}::jsonb,
      p_reason => ${input.reason},
      p_now => ${instant(input.at)}
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
