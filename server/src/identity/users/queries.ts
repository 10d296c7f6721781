import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import { accountColumns, toAccount } from '../accounts/queries.ts';
import type { Account, Me, User } from '../contract.ts';

/** A user with their own account. */
export async function findMe(db: Database, userId: string): Promise<Me | undefined> {
  const row = await db
    .selectFrom('users as user')
    .innerJoin('account_members as member', 'member.user_id', 'user.id')
    .innerJoin('accounts as account', 'account.id', 'member.account_id')
    .leftJoin('account_external_ids as external', 'external.account_id', 'account.id')
    .select([
      'user.id',
      'user.email',
      'user.name',
      'user.role',
      'user.locale',
      'user.created_at as createdAt',
    ])
    .select(accountColumns)
    .$narrowType<{ role: User['role']; locale: User['locale']; accountKind: Account['kind'] }>()
    .where('user.id', '=', userId)
    .where('account.kind', '=', 'personal')
    .executeTakeFirst();
  if (!row) return undefined;
  const { id, email, name, role, locale, createdAt } = row;
  return {
    user: { id, email, name, role, locale, createdAt: createdAt.toISOString() },
    account: toAccount(row),
  };
}

/** Who signs in for an account; of a host application's, nobody. */
export async function findOwner(db: Database, accountId: string): Promise<string | undefined> {
  const { rows } = await sql<{ userId: string }>`
    select member.user_id as "userId"
    from public.account_members as member
    join public.accounts as account on account.id = member.account_id
    where account.id = ${accountId} and account.kind = 'personal'`.execute(db);
  return rows[0]?.userId;
}

export interface Credentials {
  id: string;
  role: User['role'];
  passwordHash: string;
}

function selectCredentials(db: Database) {
  return db
    .selectFrom('users')
    .select(['id', 'role', 'password_hash as passwordHash'])
    .$narrowType<Pick<User, 'role'>>();
}

export async function findCredentials(
  db: Database,
  user: { email: string } | { id: string },
): Promise<Credentials | undefined> {
  const query = selectCredentials(db);
  return (
    'id' in user ? query.where('id', '=', user.id) : query.where('email', '=', user.email)
  ).executeTakeFirst();
}

/** As `findCredentials`; nobody changes them before this transaction ends. */
export async function lockCredentials(tx: Tx, email: string): Promise<Credentials | undefined> {
  return selectCredentials(tx).where('email', '=', email).forUpdate().executeTakeFirst();
}

/** The admin of this address, if we made them: not somebody who had the address, and only while they have the role. */
export async function findMadeAdmin(db: Database, email: string): Promise<Credentials | undefined> {
  return selectCredentials(db)
    .where('email', '=', email)
    .where('role', '=', 'admin')
    .where(
      sql<boolean>`exists (
        select from public.audit_log as entry
        where entry.action = 'admin.ensured' and entry.actor_kind = 'system' and entry.target = users.id::text
          and entry.details -> 'done' ? 'created'
      )`,
    )
    .executeTakeFirst();
}

export async function hasAdmin(db: Database): Promise<boolean> {
  const { rows } = await sql`select from public.users where role = 'admin' limit 1`.execute(db);
  return rows.length === 1;
}

/** True while the user still has this password; then it stays so until the transaction ends. */
export async function holdPassword(tx: Tx, userId: string, passwordHash: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from public.users where id = ${userId} and password_hash = ${passwordHash} for share`.execute(
    tx,
  );
  return rows.length === 1;
}

/** True while the user is an admin whose account is open; then it stays so until the transaction ends. */
export async function holdAdmin(tx: Tx, userId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from public.users where id = ${userId} and role = 'admin' and closed_at is null for share`.execute(
    tx,
  );
  return rows.length === 1;
}

interface NewUser {
  id: string;
  email: string;
  name: string;
  passwordHash: string;
  role: User['role'];
  locale: User['locale'];
}

/** False when somebody has the address already, also when they register at this very moment. */
export async function insertUser(tx: Tx, user: NewUser): Promise<boolean> {
  const { rows } = await sql`
    insert into public.users (id, email, name, password_hash, role, locale)
    values (${user.id}, ${user.email}, ${user.name}, ${user.passwordHash}, ${user.role}, ${user.locale})
    on conflict (email) do nothing
    returning 1`.execute(tx);
  return rows.length === 1;
}

/** False where the person has closed their account meanwhile. Locks the user, before the account. */
export async function updateUser(
  tx: Tx,
  userId: string,
  { name, locale }: { name?: string | undefined; locale?: NonNullable<User['locale']> | undefined },
): Promise<boolean> {
  const { rows } = await sql`
    update public.users
    set name = coalesce(${name ?? null}, name), locale = coalesce(${locale ?? null}, locale), updated_at = now()
    where id = ${userId} and closed_at is null
    returning 1`.execute(tx);
  return rows.length === 1;
}

export async function setRole(tx: Tx, userId: string, role: User['role']): Promise<void> {
  await sql`update public.users set role = ${role}, updated_at = now() where id = ${userId}`.execute(tx);
}

/** False when the password is no longer the one that was checked. */
export async function replacePassword(tx: Tx, userId: string, from: string, to: string): Promise<boolean> {
  const { rows } = await sql`
    update public.users set password_hash = ${to}, updated_at = now()
    where id = ${userId} and password_hash = ${from}
    returning 1`.execute(tx);
  return rows.length === 1;
}
