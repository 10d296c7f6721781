import { sql } from 'kysely';
import type { Database } from '../db/pool.ts';
import type { Tx } from '../db/transaction.ts';
import type { Actor } from '../identity/contract.ts';
import type { FieldChange, HistoryAction, HistoryEntry } from './contract.ts';

export interface NewHistoryEntry {
  planId: string;
  planCode: string;
  version: number;
  action: HistoryAction;
  actor: Actor;
  reason: string | null;
  changes: FieldChange[];
  requestId: string;
}

export interface HistoryRow extends Omit<HistoryEntry, 'at'> {
  at: Date;
}

/** Writes one line of a plan's history; lines can't be changed or deleted afterwards. */
export async function insertHistory(tx: Tx, entry: NewHistoryEntry): Promise<void> {
  await sql`
    insert into public.plan_history
      (id, plan_id, plan_code, version, action, actor, at, reason, changes, request_id)
    values (
      public.uuid_v7(), ${entry.planId}, ${entry.planCode}, ${entry.version}, ${entry.action},
      ${JSON.stringify(entry.actor)}::jsonb, clock_timestamp(), ${entry.reason},
      ${JSON.stringify(entry.changes)}::jsonb, ${entry.requestId}
    )`.execute(tx);
}

/** The history of one plan or of all, newest first, with the number of all lines. */
export async function listHistoryRows(
  db: Database,
  { planId, limit, offset }: { planId?: string | undefined; limit: number; offset: number },
): Promise<{ rows: HistoryRow[]; total: number }> {
  const matching = planId === undefined ? sql`` : sql`where plan_id = ${planId}`;
  const [page, count] = await Promise.all([
    sql<HistoryRow>`
      select id, plan_id as "planId", plan_code as "planCode", version, action, actor, at, reason, changes,
        request_id as "requestId"
      from public.plan_history ${matching}
      order by at desc, id desc limit ${limit} offset ${offset}`.execute(db),
    sql<{ total: number }>`select count(*) as total from public.plan_history ${matching}`.execute(db),
  ]);
  return { rows: page.rows, total: count.rows[0]?.total ?? 0 };
}
