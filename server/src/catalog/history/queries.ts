import { sql } from 'kysely';
import { paged, type PageOf } from '../../db/paged.ts';
import type { Database } from '../../db/pool.ts';
import { instant, type Tx } from '../../db/transaction.ts';
import type { Actor } from '../../identity/contract.ts';
import { toldActor } from '../../identity/service.ts';
import type { FieldChange, HistoryAction, HistoryEntry, Rollout } from '../contract.ts';

export interface NewHistoryEntry {
  planId: string;
  planCode: string;
  version: number;
  action: HistoryAction;
  actor: Actor;
  reason: string | null;
  rollout?: Rollout;
  changes: FieldChange[];
  requestId: string;
  /** When it happened: now, unless told. */
  at?: Date | undefined;
}

export interface HistoryFilter {
  planId?: string | undefined;
  action?: HistoryAction | undefined;
  actorId?: string | undefined;
  /** Instants; `to` is not included. */
  from?: string | undefined;
  to?: string | undefined;
}

export interface HistoryRow extends Omit<HistoryEntry, 'at'> {
  at: Date;
}

/** Writes one line of a plan's history, its changes sorted by path; lines can't be changed or deleted afterwards. */
export async function insertHistory(tx: Tx, entry: NewHistoryEntry): Promise<void> {
  const changes = entry.changes.toSorted((one, other) => (one.path < other.path ? -1 : 1));
  await sql`
    insert into public.plan_history
      (id, plan_id, plan_code, version, action, actor, at, reason, rollout, changes, request_id)
    values (
      public.uuid_v7(), ${entry.planId}, ${entry.planCode}, ${entry.version}, ${entry.action},
      ${JSON.stringify(entry.actor)}::jsonb, ${instant(entry.at)}, ${entry.reason},
      ${entry.rollout ?? null}, ${JSON.stringify(changes)}::jsonb, ${entry.requestId}
    )`.execute(tx);
}

/**
 * The name that a plan has now. A deleted one has none left but in the line that tells of its deletion, which names
 * each field that it had.
 */
const planName = sql`
  coalesce(
    (
      select version.name from public.plans as plan
      join public.plan_versions as version on version.plan_id = plan.id and version.version = plan.current_version
      where plan.id = line.plan_id
    ),
    (
      select jsonb_object_agg(split_part(change ->> 'path', '.', 2), change -> 'before')
      from public.plan_history as deletion
      cross join jsonb_array_elements(deletion.changes) as change
      where deletion.plan_id = line.plan_id and deletion.action = 'deleted' and change ->> 'path' like 'name.%'
    )
  )`;

/** The lines of history that match, newest first, with the number of all that do. */
export function listHistoryRows(
  db: Database,
  { planId, action, actorId, from, to, ...page }: HistoryFilter & PageOf,
): Promise<{ rows: HistoryRow[]; total: number }> {
  let newest = db
    .selectFrom('plan_history as line')
    .select(['line.id', 'line.plan_id as planId', 'line.plan_code as planCode', planName.as('planName')])
    .select([
      'line.version',
      'line.action',
      toldActor('line.actor'),
      'line.at',
      'line.reason',
      'line.rollout',
      'line.changes',
    ])
    .select('line.request_id as requestId')
    .orderBy('line.at', 'desc')
    .orderBy('line.id', 'desc')
    .$castTo<HistoryRow>();
  if (planId !== undefined) newest = newest.where('line.plan_id', '=', planId);
  if (action !== undefined) newest = newest.where('line.action', '=', action);
  if (actorId !== undefined) newest = newest.where(sql`line.actor ->> 'id'`, '=', actorId.toLowerCase());
  if (from !== undefined) newest = newest.where('line.at', '>=', sql<Date>`${from}`);
  if (to !== undefined) newest = newest.where('line.at', '<', sql<Date>`${to}`);
  return paged(newest, page);
}
