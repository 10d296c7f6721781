import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { sql } from 'kysely';
import { withTransaction, type TransactionContext, type Tx } from '../db/transaction.ts';
import { AppError, invalidField } from '../lib/app-error.ts';
import { invariant } from '../lib/invariant.ts';
import type { Lines } from '../lib/lines.ts';
import type { Principal } from './access/principal.ts';
import { idempotencyKeyPattern, idempotencyKeyRule } from './contract.ts';

/**
 * The `Idempotency-Key` header, if there is one. Errors: `invalid_input` for one that is no key, or where the
 * operation does not honour any.
 */
export function readIdempotencyKey(
  { headers }: Pick<IncomingMessage, 'headers'>,
  isHonoured: boolean | undefined,
): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (!isHonoured) throw invalidField('Idempotency-Key', 'This operation takes no key: leave the header out');
  if (typeof key === 'string' && idempotencyKeyPattern.test(key)) return key;
  throw invalidField('Idempotency-Key', idempotencyKeyRule);
}

/**
 * The one key of a request that may carry it in its header, in its body, or in both alike.
 * Errors: `invalid_input` where the two differ.
 */
export function oneKey(inHeader: string | undefined, inBody: string | undefined): string | undefined {
  if (inHeader !== undefined && inBody !== undefined && inHeader !== inBody) {
    const message = 'Differs from the Idempotency-Key header';
    throw new AppError('invalid_input', { errors: [{ path: 'idempotencyKey', message }] });
  }
  return inHeader ?? inBody;
}

/**
 * What tells one request from another. A key is the owner's, and of one kind of request: elsewhere it is another key.
 */
export interface KeyedRequest {
  /** The account that is acted on; where there is none, or there are many, whoever sends it. */
  owner: string;
  /** The `Idempotency-Key` header; absent, each call counts. */
  key: string | undefined;
  /** The kind of request. */
  operation: string;
  /** What was asked for, beside the owner. */
  content: unknown;
}

/** Whoever sends it, as the owner of a key. */
export function senderOf(principal: Principal): string {
  return principal.kind === 'user' ? principal.userId : principal.apiKeyId;
}

/** Tells an honest retry from another request. */
export function hashOf(content: unknown): Buffer {
  return createHash('sha256').update(JSON.stringify(content)).digest();
}

/**
 * Runs `work` in one transaction; with a key, its result is kept in the same transaction, so that a repeated
 * request (also a concurrent one, also after a crash) gets the first result and `replayed: true`.
 * Errors: `idempotency_mismatch` when the key came with other content. A refusal leaves no key behind.
 * Locks: the key's row, before any that `work` takes.
 */
export async function actOnce<T extends object>(
  ctx: TransactionContext,
  { owner, key, operation, content }: KeyedRequest,
  work: (tx: Tx) => Promise<T>,
): Promise<{ result: T; replayed: boolean }> {
  if (key === undefined) return { result: await withTransaction(ctx, work), replayed: false };
  const requestHash = hashOf(content);

  return withTransaction(ctx, async (tx) => {
    // A concurrent twin waits here for the first one's commit, then finds its row in the next statement.
    const claimed = await sql`
      insert into public.idempotency_keys (owner_id, operation, key, request_hash)
      values (${owner}, ${operation}, ${key}, ${requestHash})
      on conflict do nothing returning 1`.execute(tx);
    if (claimed.rows.length === 0) {
      const { rows } = await sql<{ request_hash: Buffer; result: T }>`
        select request_hash, result from public.idempotency_keys
        where owner_id = ${owner} and operation = ${operation} and key = ${key}`.execute(tx);
      const first = rows[0];
      if (!first?.request_hash.equals(requestHash)) throw new AppError('idempotency_mismatch');
      return { result: first.result, replayed: true };
    }
    const result = await work(tx);
    await sql`
      update public.idempotency_keys set result = ${JSON.stringify(result)}::jsonb
      where owner_id = ${owner} and operation = ${operation} and key = ${key}`.execute(tx);
    return { result, replayed: false };
  });
}

/** As `actOnce`, for a change of one account, its owner: in the account's line (see withAccountTransaction). */
export function actOnAccountOnce<T extends object>(
  ctx: TransactionContext & { accountLines: Lines },
  request: KeyedRequest,
  work: (tx: Tx) => Promise<T>,
): Promise<{ result: T; replayed: boolean }> {
  return ctx.accountLines.run(request.owner, () => actOnce(ctx, request, work));
}

/**
 * Runs an act that is many transactions, each of which keeps its result under a key of its own (`keyOfPart`), so that
 * the same request after a crash goes on where the first try stopped. `settle` ends the act in the transaction that
 * keeps its result, which is the answer from then on, also to a twin that was under way at the same time.
 * Errors: `idempotency_mismatch` when the key came with other content. Where `work` throws, the key is free again.
 */
export async function actInPartsOnce<T extends object>(
  ctx: TransactionContext,
  { owner, key, operation, content }: KeyedRequest,
  { work, settle }: { work: () => Promise<T>; settle: (tx: Tx, result: T) => Promise<void> },
): Promise<{ result: T; replayed: boolean }> {
  if (key === undefined) {
    const result = await work();
    await withTransaction(ctx, (tx) => settle(tx, result));
    return { result, replayed: false };
  }
  const requestHash = hashOf(content);
  const readKept = async (db: TransactionContext['db'] | Tx) => {
    const { rows } = await sql<{ request_hash: Buffer; result: T | null }>`
      select request_hash, result from public.idempotency_keys
      where owner_id = ${owner} and operation = ${operation} and key = ${key}`.execute(db);
    if (rows[0] && !rows[0].request_hash.equals(requestHash)) throw new AppError('idempotency_mismatch');
    return rows[0]?.result ?? undefined;
  };

  // Claimed before anything is done: other content can't come under this key while the parts are.
  await sql`
    insert into public.idempotency_keys (owner_id, operation, key, request_hash)
    values (${owner}, ${operation}, ${key}, ${requestHash})
    on conflict do nothing`.execute(ctx.db);
  const kept = await readKept(ctx.db);
  if (kept) return { result: kept, replayed: true };

  const result = await work().catch(async (error: unknown) => {
    await sql`
      delete from public.idempotency_keys
      where owner_id = ${owner} and operation = ${operation} and key = ${key} and result is null`.execute(
      ctx.db,
    );
    throw error;
  });
  return withTransaction(ctx, async (tx) => {
    const settled = await sql`
      insert into public.idempotency_keys (owner_id, operation, key, request_hash, result)
      values (${owner}, ${operation}, ${key}, ${requestHash}, ${JSON.stringify(result)}::jsonb)
      on conflict (owner_id, operation, key) do update set result = excluded.result
      where idempotency_keys.result is null and idempotency_keys.request_hash = excluded.request_hash
      returning 1`.execute(tx);
    if (settled.rows.length === 0) {
      const first = await readKept(tx);
      invariant(first, 'a key that is settled has its result');
      return { result: first, replayed: true };
    }
    await settle(tx, result);
    return { result, replayed: false };
  });
}

/**
 * The key of one part of such an act, by its owner. It is made of the whole request, so that two acts of one key that
 * share an account do not meet, and holds a space, as no key that a client may send does.
 */
export function keyOfPart({ owner, key, operation, content }: KeyedRequest): string | undefined {
  if (key === undefined) return undefined;
  return `${hashOf([owner, operation, key, content]).toString('base64url')} part`;
}
