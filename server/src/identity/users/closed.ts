import { createHmac } from 'node:crypto';
import { sql, type RawBuilder } from 'kysely';
import type { Config } from '../../config.ts';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import { invariant } from '../../lib/invariant.ts';
import type { User } from '../contract.ts';

/** Days for which whoever knows the password is told that the account is closed. */
export const closedTold = sql`interval '30 days'`;

/** What stands for an address that nobody may read any more; without the server's secret it can't be tried out. */
export function hashEmail({ secrets }: Config, email: string): Buffer {
  invariant(secrets.jwt, 'the boot provides a secret');
  return createHmac('sha256', secrets.jwt).update(`meterstone closed\n${email}`).digest();
}

/** The hash of the password of the account that was closed last by somebody with this address, if not long ago. */
export async function findClosedPassword(db: Database, emailHash: Buffer): Promise<string | undefined> {
  const { rows } = await sql<{ passwordHash: string }>`
    select password_hash as "passwordHash" from public.closed_sign_ins
    where email_hash = ${emailHash} and closed_at > now() - ${closedTold}
    order by closed_at desc
    limit 1`.execute(db);
  return rows[0]?.passwordHash;
}

interface Leaving {
  email: string;
  role: User['role'];
  passwordHash: string;
}

/**
 * Locks a person, and with an admin all admins, in the order of their ids, so that the last two can't leave at once.
 * The others are shared: they go on signing in while this waits for what the person holds. Undefined where the person
 * has closed their account already.
 */
export async function lockLeaving(
  tx: Tx,
  userId: string,
): Promise<(Leaving & { isLastAdmin: boolean }) | undefined> {
  const before = await holdOtherAdmins(tx, userId, sql`id < ${userId}`);
  const { rows } = await sql<Leaving>`
    select email, role, password_hash as "passwordHash" from public.users
    where id = ${userId} and closed_at is null
    for update`.execute(tx);
  const behind = await holdOtherAdmins(tx, userId, sql`id > ${userId}`);
  const [leaving] = rows;
  if (!leaving) return undefined;
  return { ...leaving, isLastAdmin: leaving.role === 'admin' && before + behind === 0 };
}

/** Shares those of the other admins whom the leaving one, if an admin, has to leave behind; how many there are. */
async function holdOtherAdmins(tx: Tx, userId: string, which: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql`
    select 1 from public.users
    where role = 'admin' and closed_at is null and ${which}
      and exists (select from public.users where id = ${userId} and role = 'admin')
    order by id
    for share`.execute(tx);
  return rows.length;
}

/** Those whose account is open: who closes theirs is no admin any more. */
export async function countAdmins(db: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from public.users where role = 'admin'`.execute(db);
  return rows[0]?.count ?? 0;
}

/**
 * Takes from a person all that tells who they are, and every way in; the address is free for anybody. When that was.
 * The caller has locked the person.
 */
export async function closeUser(
  tx: Tx,
  userId: string,
  former: { emailHash: Buffer; passwordHash: string },
): Promise<Date> {
  const { rows } = await sql<{ closedAt: Date }>`
    update public.users
    set email = 'closed-' || id || '@invalid', name = '#' || right(id::text, 6), password_hash = '', role = 'user',
      closed_at = now(), updated_at = now()
    where id = ${userId}
    returning closed_at as "closedAt"`.execute(tx);
  const closedAt = rows[0]?.closedAt;
  invariant(closedAt, 'a person who was locked stays');
  await sql`
    insert into public.closed_sign_ins (user_id, email_hash, password_hash, closed_at)
    values (${userId}, ${former.emailHash}, ${former.passwordHash}, ${closedAt})`.execute(tx);
  return closedAt;
}
