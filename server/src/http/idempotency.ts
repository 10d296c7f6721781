import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { sql } from 'kysely';
import { withTransaction, type TransactionContext, type Tx } from '../db/transaction.ts';
import { AppError, invalidField } from '../lib/app-error.ts';
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
