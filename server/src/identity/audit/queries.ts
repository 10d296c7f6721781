import { sql, type Selectable } from 'kysely';
import { paged, type PageOf } from '../../db/paged.ts';
import type { Database } from '../../db/pool.ts';
import type { AuditLog } from '../../db/tables.gen.ts';
import type { Tx } from '../../db/transaction.ts';
import { newId } from '../../lib/ids.ts';
import type { Actor, AuditEntry, AuditSubject } from '../contract.ts';

export interface NewAuditEntry {
  /** `<what>.<happened>`, such as `api_key.revoked`. */
  action: string;
  accountId?: string | undefined;
  /** What was acted on, where it is not the account itself. */
  target?: string | undefined;
  reason?: string | undefined;
  details?: Record<string, unknown> | undefined;
  requestId?: string | undefined;
  /** When it happened: now, unless told. */
  at?: Date | undefined;
}

export async function insertAuditEntry(tx: Tx, actor: Actor, entry: NewAuditEntry): Promise<void> {
  await sql`
    insert into public.audit_log
      (id, at, actor_kind, actor_id, actor_name, action, account_id, target, reason, details, request_id)
    values (
      ${newId()}, ${entry.at ?? sql`now()`}, ${actor.kind}, ${actor.id}, ${actor.name}, ${entry.action}, ${entry.accountId ?? null},
      ${entry.target ?? null}, ${entry.reason ?? null}, ${JSON.stringify(entry.details ?? {})}::jsonb,
      ${entry.requestId ?? null}
    )`.execute(tx);
}

/** When something was last done to an account and a target, at or after an instant; null where it was not. */
export async function findLastAct(
  db: Database,
  { accountId, action, target, since }: { accountId: string; action: string; target: string; since: Date },
): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select max(at) as at from public.audit_log
    where account_id = ${accountId} and at >= ${since} and action = ${action} and target = ${target}`.execute(
    db,
  );
  return rows[0]?.at ?? null;
}

/** The name that a user or a key has now. */
export async function findActorName(
  db: Database,
  kind: 'user' | 'apiKey',
  id: string,
): Promise<string | undefined> {
  const table = kind === 'user' ? 'users' : 'api_keys';
  const row = await db.selectFrom(table).select('name').where('id', '=', id).executeTakeFirst();
  return row?.name;
}

export interface AuditSearch extends PageOf {
  /** Absent: of all accounts. */
  accountId?: string | undefined;
  action?: string | undefined;
  about?: AuditSubject | undefined;
}

/** By name, so that the index on actions finds them. */
const actionsAbout: Record<AuditSubject, string[]> = {
  features: ['feature.created', 'feature.updated', 'feature.archived', 'feature.restored', 'feature.deleted'],
  apiKeys: ['api_key.created', 'api_key.revoked'],
};

/** The audit log of one account, or of all; newest first. */
export async function listAudit(
  db: Database,
  { accountId, action, about, ...page }: AuditSearch,
): Promise<{ entries: AuditEntry[]; total: number }> {
  let newest = db
    .selectFrom('audit_log as entry')
    .leftJoin('accounts as account', 'account.id', 'entry.account_id')
    .leftJoin('users as person', (join) =>
      join.onRef('person.id', '=', 'entry.actor_id').on('person.closed_at', 'is not', null),
    )
    .selectAll('entry')
    // Lines are never changed: whoever has left is named by their number where they are read.
    .select(sql<string>`coalesce(person.name, entry.actor_name)`.as('told_name'))
    .select('account.name as account_name')
    .orderBy('entry.at', 'desc')
    .orderBy('entry.id', 'desc')
    .$castTo<AuditRow>();
  if (accountId !== undefined) newest = newest.where('entry.account_id', '=', accountId);
  if (action !== undefined) newest = newest.where('entry.action', '=', action);
  if (about !== undefined) newest = newest.where('entry.action', 'in', actionsAbout[about]);
  const { rows, total } = await paged(newest, page);
  return { entries: rows.map(toEntry), total };
}

type AuditRow = Omit<Selectable<AuditLog>, 'actor_kind' | 'details'> & {
  actor_kind: Actor['kind'];
  details: AuditEntry['details'];
  account_name: string | null;
  told_name: string;
};

function toEntry(row: AuditRow): AuditEntry {
  return {
    id: row.id,
    at: row.at.toISOString(),
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.told_name },
    action: row.action,
    accountId: row.account_id,
    accountName: row.account_name,
    target: row.target,
    reason: row.reason,
    details: row.details,
    requestId: row.request_id,
  };
}
