import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import { invariant } from '../../lib/invariant.ts';
import type { User } from '../contract.ts';

export interface LiveSession {
  userId: string;
  accountId: string;
  role: User['role'];
  expiresAt: Date;
}

/** The session with its user's present role, unless it was revoked or is over. */
export async function findLiveSession(db: Database, sessionId: string): Promise<LiveSession | undefined> {
  const { rows } = await sql<LiveSession>`
    select person.id as "userId", account.id as "accountId", person.role, session.expires_at as "expiresAt"
    from public.sessions as session
    join public.users as person on person.id = session.user_id
    join public.account_members as member on member.user_id = person.id
    join public.accounts as account on account.id = member.account_id and account.kind = 'personal'
    where session.id = ${sessionId} and session.revoked_at is null and session.expires_at > now()`.execute(
    db,
  );
  return rows[0];
}

export async function insertSession(
  tx: Tx,
  session: { id: string; userId: string; expiresAt: Date; userAgent: string | undefined },
): Promise<void> {
  await sql`
    insert into public.sessions (id, user_id, expires_at, user_agent)
    values (${session.id}, ${session.userId}, ${session.expiresAt}, ${session.userAgent ?? null})`.execute(
    tx,
  );
}

export async function insertRefreshToken(tx: Tx, tokenHash: Buffer, sessionId: string): Promise<void> {
  await sql`
    insert into public.refresh_tokens (token_hash, session_id) values (${tokenHash}, ${sessionId})`.execute(
    tx,
  );
}

export interface Exchange {
  outcome: 'rotated' | 'repeated' | 'reused' | 'ended';
  /** Null where it ended. */
  sessionId: string | null;
  /** By which the successor comes out of the token; null where there is none to give. */
  salt: Buffer | null;
}

/** Spends a token, or says what became of it. Locks its session; see exchange_refresh_token.sql. */
export async function exchangeRefreshToken(
  tx: Tx,
  token: { hash: Buffer; successorHash: Buffer; salt: Buffer },
): Promise<Exchange> {
  const { rows } = await sql<Exchange>`
    select outcome, session_id as "sessionId", successor_salt as salt
    from public.exchange_refresh_token(
      p_token_hash => ${token.hash}, p_successor_hash => ${token.successorHash}, p_successor_salt => ${token.salt}
    )`.execute(tx);
  const [row] = rows;
  invariant(row, 'the function answers with one row');
  return row;
}

/** The session that a token, spent or not, belongs to. */
export async function findTokenSession(db: Database, tokenHash: Buffer): Promise<string | undefined> {
  const { rows } = await sql<{ session_id: string }>`
    select session_id from public.refresh_tokens where token_hash = ${tokenHash}`.execute(db);
  return rows[0]?.session_id;
}

export type RevokeReason =
  'signed_out' | 'password_changed' | 'role_changed' | 'refresh_token_reused' | 'account_closed';

/** Whether the session was one of a person who has closed their account. */
export async function isOfClosed(
  db: Database,
  session: { id: string } | { tokenHash: Buffer },
): Promise<boolean> {
  const id =
    'id' in session
      ? sql`${session.id}`
      : sql`(select session_id from public.refresh_tokens where token_hash = ${session.tokenHash})`;
  const { rows } = await sql`
    select 1 from public.sessions
    where id = ${id} and revoke_reason = ${'account_closed' satisfies RevokeReason}`.execute(db);
  return rows.length === 1;
}

/** They end, and nobody is told any more by what devices they were. */
export async function closeSessionsOf(tx: Tx, userId: string): Promise<string[]> {
  const ended = await revokeSessionsOf(tx, userId, 'account_closed');
  await sql`update public.sessions set user_agent = null where user_id = ${userId}`.execute(tx);
  return ended;
}

/** True when it was this call that ended the session. */
export async function revokeSession(tx: Tx, sessionId: string, reason: RevokeReason): Promise<boolean> {
  const { rows } = await sql`
    update public.sessions set revoked_at = now(), revoke_reason = ${reason}
    where id = ${sessionId} and revoked_at is null
    returning 1`.execute(tx);
  return rows.length === 1;
}

/** Ends the user's sessions, but for one where given; the ids of those that ended. */
export async function revokeSessionsOf(
  tx: Tx,
  userId: string,
  reason: RevokeReason,
  exceptSessionId?: string,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update public.sessions set revoked_at = now(), revoke_reason = ${reason}
    where user_id = ${userId} and revoked_at is null and id is distinct from ${exceptSessionId ?? null}::uuid
    returning id`.execute(tx);
  return rows.map((row) => row.id);
}

/** Sign-ins of a person that have not ended. */
export async function countSessionsOf(db: Database, userId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from public.sessions
    where user_id = ${userId} and revoked_at is null and expires_at > now()`.execute(db);
  return rows[0]?.count ?? 0;
}

interface OwnSession {
  id: string;
  userAgent: string | null;
  createdAt: Date;
  /** When its youngest token was handed out. */
  lastUsedAt: Date;
}

/** The hundred that were used last, and before them this one. */
export async function selectSessionsOf(
  db: Database,
  userId: string,
  currentId: string,
): Promise<OwnSession[]> {
  const { rows } = await sql<OwnSession>`
    select session.id, session.user_agent as "userAgent", session.created_at as "createdAt",
      coalesce(token.last_at, session.created_at) as "lastUsedAt"
    from public.sessions as session
    cross join lateral (
      select max(created_at) as last_at from public.refresh_tokens where session_id = session.id
    ) as token
    where session.user_id = ${userId} and session.revoked_at is null and session.expires_at > now()
    order by session.id = ${currentId} desc, "lastUsedAt" desc, session.id desc
    limit 100`.execute(db);
  return rows;
}

/** Whether the user has, or had, the session. */
export async function isSessionOf(tx: Tx, userId: string, sessionId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from public.sessions where id = ${sessionId} and user_id = ${userId}`.execute(tx);
  return rows.length === 1;
}
