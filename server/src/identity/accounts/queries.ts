import { sql, type InferResult, type RawBuilder } from 'kysely';
import { likeLiteral } from '../../db/like.ts';
import { paged, type PageOf } from '../../db/paged.ts';
import type { Database } from '../../db/pool.ts';
import { sqlstateOf } from '../../db/sqlstate.ts';
import type { Tx } from '../../db/transaction.ts';
import { invalidField } from '../../lib/app-error.ts';
import { invariant } from '../../lib/invariant.ts';
import type { Account } from '../contract.ts';

/** Of `accounts as account` and `account_external_ids as external`. */
export const accountColumns = [
  'account.id as accountId',
  'external.external_id as externalId',
  'account.kind as accountKind',
  'account.name as accountName',
  'account.email as accountEmail',
  'account.time_zone as timeZone',
  'account.created_at as accountCreatedAt',
  'account.closed_at as accountClosedAt',
] as const;

function selectAccounts(db: Database) {
  return db
    .selectFrom('accounts as account')
    .leftJoin('account_external_ids as external', 'external.account_id', 'account.id')
    .select(accountColumns)
    .$narrowType<{ accountKind: Account['kind'] }>();
}

type AccountRow = InferResult<ReturnType<typeof selectAccounts>>[number];

export function toAccount(row: AccountRow): Account {
  return {
    id: row.accountId,
    externalId: row.externalId,
    kind: row.accountKind,
    name: row.accountName,
    email: row.accountEmail,
    timeZone: row.timeZone,
    createdAt: row.accountCreatedAt.toISOString(),
    closedAt: row.accountClosedAt?.toISOString() ?? null,
  };
}

export async function selectAccount(db: Database, accountId: string): Promise<Account | undefined> {
  const row = await selectAccounts(db).where('account.id', '=', accountId).executeTakeFirst();
  return row && toAccount(row);
}

/** The id behind a reference: a UUID of ours that exists, or `ext:` and a host application's id. */
export async function findAccountId(db: Database, ref: string): Promise<string | undefined> {
  const query = ref.startsWith('ext:')
    ? sql<{ id: string }>`
        select account_id as id from public.account_external_ids where external_id = ${ref.slice('ext:'.length)}`
    : sql<{ id: string }>`select id from public.accounts where id = ${ref}`;
  return (await query.execute(db)).rows[0]?.id;
}

export interface AccountSearch extends PageOf {
  /** Part of a name or e-mail address in any case, or the beginning of an external id. Absent: all. */
  q?: string | undefined;
}

/** Whether `accounts as account` is found by that (see `AccountSearch`). Everybody is by a blank. */
export function accountsFoundBy(q: string): RawBuilder<boolean> {
  // Postgres knows no NUL in text, so nothing can contain one.
  if (q.includes('\0')) return sql`false`;
  const pattern = likeLiteral(q);
  if (!pattern) return sql`true`;
  // A union, not an `or`, so that each side is answered by its own index.
  return sql`account.id in (
    select id from public.accounts where name ilike ${`%${pattern}%`} or email ilike ${`%${pattern}%`}
    union
    select account_id from public.account_external_ids where external_id like ${`${pattern}%`}
  )`;
}

/** Newest first. */
export async function searchAccounts(
  db: Database,
  { q = '', ...page }: AccountSearch,
): Promise<{ accounts: Account[]; total: number }> {
  const newest = selectAccounts(db)
    .where(accountsFoundBy(q))
    .orderBy('account.created_at', 'desc')
    .orderBy('account.id');
  const { rows, total } = await paged(newest, page);
  return { accounts: rows.map(toAccount), total };
}

/** Whether somebody, or a host application, still has the account. */
export async function isOpen(db: Database, accountId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from public.accounts where id = ${accountId} and closed_at is null`.execute(db);
  return rows.length === 1;
}

interface NewAccount {
  id: string;
  kind: Account['kind'];
  name: string;
  email: string | null;
  timeZone: string;
}

/** Errors: `invalid_input` for a time zone that Postgres lacks. */
export async function insertAccount(tx: Tx, account: NewAccount): Promise<void> {
  await refusingUnknownZone(
    sql`
    insert into public.accounts (id, kind, name, email, time_zone)
    values (${account.id}, ${account.kind}, ${account.name}, ${account.email}, ${account.timeZone})
    returning timezone(time_zone, now())`.execute(tx),
  );
}

/**
 * For statements that read the clock in the zone they write: Postgres brings a tz database of its own, and in a zone
 * that it lacks no use could be counted.
 */
async function refusingUnknownZone<T>(statement: Promise<T>): Promise<T> {
  try {
    return await statement;
  } catch (error) {
    // A parameter that means nothing: of these statements, only the zone can be one.
    if (sqlstateOf(error) !== '22023') throw error;
    throw invalidField('timeZone', 'The database does not know this time zone', 'time_zone_unknown');
  }
}

export async function insertOwner(tx: Tx, accountId: string, userId: string): Promise<void> {
  await sql`
    insert into public.account_members (account_id, user_id, role)
    values (${accountId}, ${userId}, 'owner')`.execute(tx);
}

/** False when another account has the external id; a concurrent claim is waited for. */
export async function claimExternalId(tx: Tx, externalId: string, accountId: string): Promise<boolean> {
  const { rows } = await sql`
    insert into public.account_external_ids (external_id, account_id)
    values (${externalId}, ${accountId})
    on conflict (external_id) do nothing
    returning 1`.execute(tx);
  return rows.length === 1;
}

export interface AccountChanges {
  name?: string | undefined;
  email?: string | undefined;
  timeZone?: string | undefined;
}

/**
 * Changes what is given. True when it has another time zone than before. Locks the account.
 * Errors: `invalid_input` for a time zone that Postgres lacks.
 */
export async function updateAccount(tx: Tx, accountId: string, changes: AccountChanges): Promise<boolean> {
  const { rows } = await refusingUnknownZone(
    sql<{ changed: boolean }>`
    with before as (
      select id, time_zone from public.accounts where id = ${accountId} for update
    )
    update public.accounts as account
    set name = coalesce(${changes.name ?? null}, account.name),
      email = coalesce(${changes.email ?? null}, account.email),
      time_zone = coalesce(${changes.timeZone ?? null}, account.time_zone),
      updated_at = now()
    from before
    where account.id = before.id
    returning account.time_zone <> before.time_zone as changed,
      timezone(coalesce(${changes.timeZone ?? null}, 'UTC'), now())`.execute(tx),
  );
  invariant(rows[0], 'an account that was found stays');
  return rows[0].changed;
}
