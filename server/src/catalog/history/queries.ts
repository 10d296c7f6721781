import { sql } from 'kysely';
import { paged, type PageOf } from '../../db/paged.ts';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../../identity/contract.ts';
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
      ${JSON.stringify(entry.actor)}::jsonb, clock_timestamp(), ${entry.reason},
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
      select v.name from public.plans p
      join public.plan_versions v on v.plan_id = p.id and v.version = p.current_version
      where p.id = h.plan_id
    ),
    (
      select jsonb_object_agg(split_part(c ->> 'path', '.', 2), c -> 'before')
      from public.plan_history d, jsonb_array_elements(d.changes) c
      where d.plan_id = h.plan_id and d.action = 'deleted' and c ->> 'path' like 'name.%'
    )
  )`;

/** The lines of history that match, newest first, with the number of all that do. */
export function listHistoryRows(
  db: Database,
  { planId, action, actorId, from, to, ...page }: HistoryFilter & PageOf,
): Promise<{ rows: HistoryRow[]; total: number }> {
  let newest = db
    .selectFrom('plan_history as h')
    .select(['h.id', 'h.plan_id as planId', 'h.plan_code as planCode', planName.as('planName')])
    .select(['h.version', 'h.action', 'h.actor', 'h.at', 'h.reason', 'h.rollout', 'h.changes'])
    .select('h.request_id as requestId')
    .orderBy('h.at', 'desc')
    .orderBy('h.id', 'desc')
    .$castTo<HistoryRow>();
  if (planId !== undefined) newest = newest.where('h.plan_id', '=', planId);
  if (action !== undefined) newest = newest.where('h.action', '=', action);
  if (actorId !== undefined) newest = newest.where(sql`h.actor ->> 'id'`, '=', actorId.toLowerCase());
  if (from !== undefined) newest = newest.where('h.at', '>=', sql<Date>`${from}`);
  if (to !== undefined) newest = newest.where('h.at', '<', sql<Date>`${to}`);
  return paged(newest, page);
}
