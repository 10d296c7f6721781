import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import { accountColumns, toAccount, type AccountRow } from '../accounts/queries.ts';
import type { Me, User } from '../contract.ts';

interface UserRow {
  user_id: string;
  user_email: string;
  user_name: string;
  user_role: User['role'];
  user_locale: User['locale'];
  user_created_at: Date;
}

/** A user with their own account. */
export async function findMe(db: Database, userId: string): Promise<Me | undefined> {
  const { rows } = await sql<UserRow & AccountRow>`
    select u.id as user_id, u.email as user_email, u.name as user_name, u.role as user_role,
      u.locale as user_locale, u.created_at as user_created_at, ${accountColumns}
    from public.users u
    join public.account_members m on m.user_id = u.id
    join public.accounts a on a.id = m.account_id and a.kind = 'personal'
    left join public.account_external_ids e on e.account_id = a.id
    where u.id = ${userId}`.execute(db);
  return rows[0] && { user: toUser(rows[0]), account: toAccount(rows[0]) };
}

function toUser(row: UserRow): User {
  return {
    id: row.user_id,
    email: row.user_email,
    name: row.user_name,
    role: row.user_role,
    locale: row.user_locale,
    createdAt: row.user_created_at.toISOString(),
  };
}

export interface Credentials {
  id: string;
  role: User['role'];
  passwordHash: string;
}

export async function findCredentials(
  db: Database,
  user: { email: string } | { id: string },
): Promise<Credentials | undefined> {
  const condition = 'id' in user ? sql`id = ${user.id}` : sql`email = ${user.email}`;
  const { rows } = await sql<Credentials>`
    select id, role, password_hash as "passwordHash" from public.users where ${condition}`.execute(db);
  return rows[0];
}

/** As `findCredentials`; nobody changes them before this transaction ends. */
export async function lockCredentials(tx: Tx, email: string): Promise<Credentials | undefined> {
  const { rows } = await sql<Credentials>`
    select id, role, password_hash as "passwordHash" from public.users where email = ${email} for update`.execute(
    tx,
  );
  return rows[0];
}

/** The admin of this address, if we made them: not somebody who had the address, and only while they have the role. */
export async function findMadeAdmin(db: Database, email: string): Promise<Credentials | undefined> {
  const { rows } = await sql<Credentials>`
    select made.id, made.role, made.password_hash as "passwordHash"
    from public.users as made
    where made.email = ${email} and made.role = 'admin' and exists (
      select from public.audit_log as entry
      where entry.action = 'admin.ensured' and entry.actor_kind = 'system' and entry.target = made.id::text
        and entry.details -> 'done' ? 'created'
    )`.execute(db);
  return rows[0];
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

export async function updateUser(
  tx: Tx,
  userId: string,
  { name, locale }: { name?: string | undefined; locale?: User['locale'] | undefined },
): Promise<void> {
  await sql`
    update public.users
    set name = coalesce(${name ?? null}, name), locale = coalesce(${locale ?? null}, locale), updated_at = now()
    where id = ${userId}`.execute(tx);
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

export async function findUserName(db: Database, userId: string): Promise<string | undefined> {
  const { rows } = await sql<{ name: string }>`select name from public.users where id = ${userId}`.execute(
    db,
  );
  return rows[0]?.name;
}
