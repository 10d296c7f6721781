import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import { invariant } from '../../lib/invariant.ts';
import type { Account } from '../contract.ts';

export interface AccountRow {
  account_id: string;
  external_id: string | null;
  account_kind: Account['kind'];
  account_name: string;
  account_email: string | null;
  time_zone: string;
  account_created_at: Date;
}

/** Of `accounts a` and `account_external_ids e`. */
export const accountColumns = sql`
  a.id as account_id, e.external_id, a.kind as account_kind, a.name as account_name, a.email as account_email,
  a.time_zone, a.created_at as account_created_at`;

export function toAccount(row: AccountRow): Account {
  return {
    id: row.account_id,
    externalId: row.external_id,
    kind: row.account_kind,
    name: row.account_name,
    email: row.account_email,
    timeZone: row.time_zone,
    createdAt: row.account_created_at.toISOString(),
  };
}

export async function selectAccount(db: Database, accountId: string): Promise<Account | undefined> {
  const { rows } = await sql<AccountRow>`
    select ${accountColumns}
    from public.accounts a
    left join public.account_external_ids e on e.account_id = a.id
    where a.id = ${accountId}`.execute(db);
  return rows[0] && toAccount(rows[0]);
}

/** The id behind a reference: a UUID of ours that exists, or `ext:` and a host application's id. */
export async function findAccountId(db: Database, ref: string): Promise<string | undefined> {
  const query = ref.startsWith('ext:')
    ? sql<{ id: string }>`
        select account_id as id from public.account_external_ids where external_id = ${ref.slice('ext:'.length)}`
    : sql<{ id: string }>`select id from public.accounts where id = ${ref}`;
  return (await query.execute(db)).rows[0]?.id;
}

export interface AccountSearch {
  /** Part of a name or e-mail address in any case, or the beginning of an external id. Absent: all. */
  q?: string | undefined;
  limit: number;
  offset: number;
}

/** Newest first. */
export async function searchAccounts(
  db: Database,
  { q, limit, offset }: AccountSearch,
): Promise<{ accounts: Account[]; total: number }> {
  const pattern = (q ?? '').trim().replace(/[\\%_]/g, String.raw`\$&`);
  // A union, not an `or`, so that each side is answered by its own index.
  const matches = pattern
    ? sql`
        where a.id in (
          select id from public.accounts where name ilike ${`%${pattern}%`} or email ilike ${`%${pattern}%`}
          union
          select account_id from public.account_external_ids where external_id like ${`${pattern}%`}
        )`
    : sql``;
  const counted = await sql<{
    total: number;
  }>`select count(*) as total from public.accounts a ${matches}`.execute(db);
  const { rows } = await sql<AccountRow>`
    select ${accountColumns}
    from public.accounts a
    left join public.account_external_ids e on e.account_id = a.id
    ${matches}
    order by a.created_at desc, a.id
    limit ${limit} offset ${offset}`.execute(db);
  return { accounts: rows.map(toAccount), total: counted.rows[0]?.total ?? 0 };
}

interface NewAccount {
  id: string;
  kind: Account['kind'];
  name: string;
  email: string | null;
  timeZone: string;
}

export async function insertAccount(tx: Tx, account: NewAccount): Promise<void> {
  await sql`
    insert into public.accounts (id, kind, name, email, time_zone)
    values (${account.id}, ${account.kind}, ${account.name}, ${account.email}, ${account.timeZone})`.execute(
    tx,
  );
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

/** Changes what is given. Locks the account. True when it has another time zone than before. */
export async function updateAccount(tx: Tx, accountId: string, changes: AccountChanges): Promise<boolean> {
  const { rows } = await sql<{ changed: boolean }>`
    with before as (
      select id, time_zone from public.accounts where id = ${accountId} for update
    )
    update public.accounts a
    set name = coalesce(${changes.name ?? null}, a.name),
      email = coalesce(${changes.email ?? null}, a.email),
      time_zone = coalesce(${changes.timeZone ?? null}, a.time_zone),
      updated_at = now()
    from before
    where a.id = before.id
    returning a.time_zone <> before.time_zone as changed`.execute(tx);
  invariant(rows[0], 'an account that was found stays');
  return rows[0].changed;
}
