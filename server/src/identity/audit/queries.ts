import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import { newId } from '../../lib/ids.ts';
import type { Actor, AuditEntry } from '../contract.ts';

export interface NewAuditEntry {
  /** `<what>.<happened>`, such as `api_key.revoked`. */
  action: string;
  accountId?: string | undefined;
  /** What was acted on, where it is not the account itself. */
  target?: string | undefined;
  reason?: string | undefined;
  details?: Record<string, unknown> | undefined;
  requestId?: string | undefined;
}

export async function insertAuditEntry(tx: Tx, actor: Actor, entry: NewAuditEntry): Promise<void> {
  await sql`
    insert into public.audit_log
      (id, actor_kind, actor_id, actor_name, action, account_id, target, reason, details, request_id)
    values (
      ${newId()}, ${actor.kind}, ${actor.id}, ${actor.name}, ${entry.action}, ${entry.accountId ?? null},
      ${entry.target ?? null}, ${entry.reason ?? null}, ${JSON.stringify(entry.details ?? {})}::jsonb,
      ${entry.requestId ?? null}
    )`.execute(tx);
}

export interface AuditSearch {
  /** Absent: of all accounts. */
  accountId?: string | undefined;
  action?: string | undefined;
  limit: number;
  offset: number;
}

/** Newest first. */
export async function selectAudit(
  db: Database,
  { accountId, action, limit, offset }: AuditSearch,
): Promise<{ entries: AuditEntry[]; total: number }> {
  const condition = sql`
    ${accountId === undefined ? sql`true` : sql`l.account_id = ${accountId}`}
    and ${action === undefined ? sql`true` : sql`l.action = ${action}`}`;
  const counted = await sql<{ total: number }>`
    select count(*) as total from public.audit_log l where ${condition}`.execute(db);
  const { rows } = await sql<AuditRow>`
    select l.id, l.at, l.actor_kind, l.actor_id, l.actor_name, l.action, l.account_id, a.name as account_name,
      l.target, l.reason, l.details, l.request_id
    from public.audit_log l
    left join public.accounts a on a.id = l.account_id
    where ${condition}
    order by l.at desc, l.id desc
    limit ${limit} offset ${offset}`.execute(db);
  return { entries: rows.map(toEntry), total: counted.rows[0]?.total ?? 0 };
}

interface AuditRow {
  id: string;
  at: Date;
  actor_kind: Actor['kind'];
  actor_id: string | null;
  actor_name: string;
  action: string;
  account_id: string | null;
  account_name: string | null;
  target: string | null;
  reason: string | null;
  details: Record<string, unknown>;
  request_id: string | null;
}

function toEntry(row: AuditRow): AuditEntry {
  return {
    id: row.id,
    at: row.at.toISOString(),
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    action: row.action,
    accountId: row.account_id,
    accountName: row.account_name,
    target: row.target,
    reason: row.reason,
    details: row.details,
    requestId: row.request_id,
  };
}
