import { sql, type RawBuilder } from 'kysely';
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

/** Writes one line of a plan's history; lines can't be changed or deleted afterwards. */
export async function insertHistory(tx: Tx, entry: NewHistoryEntry): Promise<void> {
  await sql`
    insert into public.plan_history
      (id, plan_id, plan_code, version, action, actor, at, reason, rollout, changes, request_id)
    values (
      public.uuid_v7(), ${entry.planId}, ${entry.planCode}, ${entry.version}, ${entry.action},
      ${JSON.stringify(entry.actor)}::jsonb, clock_timestamp(), ${entry.reason},
      ${entry.rollout ?? null}, ${JSON.stringify(entry.changes)}::jsonb, ${entry.requestId}
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
export async function listHistoryRows(
  db: Database,
  { limit, offset, ...filter }: HistoryFilter & { limit: number; offset: number },
): Promise<{ rows: HistoryRow[]; total: number }> {
  const matching = toCondition(filter);
  const [page, count] = await Promise.all([
    sql<HistoryRow>`
      select h.id, h.plan_id as "planId", h.plan_code as "planCode", ${planName} as "planName", h.version, h.action,
        h.actor, h.at, h.reason, h.rollout, h.changes, h.request_id as "requestId"
      from public.plan_history h where ${matching}
      order by h.at desc, h.id desc limit ${limit} offset ${offset}`.execute(db),
    sql<{ total: number }>`select count(*) as total from public.plan_history h where ${matching}`.execute(db),
  ]);
  return { rows: page.rows, total: count.rows[0]?.total ?? 0 };
}

function toCondition({ planId, action, actorId, from, to }: HistoryFilter): RawBuilder<unknown> {
  const conditions = [
    sql`true`,
    planId !== undefined && sql`h.plan_id = ${planId}`,
    action !== undefined && sql`h.action = ${action}`,
    actorId !== undefined && sql`h.actor ->> 'id' = ${actorId.toLowerCase()}`,
    from !== undefined && sql`h.at >= ${from}`,
    to !== undefined && sql`h.at < ${to}`,
  ];
  return sql.join(
    conditions.filter((condition) => condition !== false),
    sql` and `,
  );
}
