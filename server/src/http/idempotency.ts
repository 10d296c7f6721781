import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { sql, type RawBuilder } from 'kysely';
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
  request: KeyedRequest,
  work: (tx: Tx) => Promise<T>,
): Promise<{ result: T; replayed: boolean }> {
  const { key } = request;
  if (key === undefined) return { result: await withTransaction(ctx, work), replayed: false };
  const kept = keptUnder<T>(request, key);
  return withTransaction(ctx, async (tx) => {
    if (!(await kept.claim(tx))) {
      const first = await kept.read(tx);
      invariant(first, 'a key is committed with its result');
      return { result: first, replayed: true };
    }
    const result = await work(tx);
    await kept.keep(tx, result);
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
 * the same request after a crash goes on where the first try stopped.
 * `begin` refuses the whole, in the transaction that claims the key: a refusal leaves no key behind, and what was begun
 * once is not refused any more, as some of it may be done. `settle` ends the act in the transaction that keeps its
 * result, which is the answer from then on, also to a twin that was under way at the same time: until then the twins'
 * parts are done (`holdUnsettled`), after it none is.
 * Errors: `idempotency_mismatch` when the key came with other content.
 * Locks: the key's row, before any that `begin` or `settle` takes.
 */
export async function actInPartsOnce<Parts, T extends object>(
  ctx: TransactionContext,
  request: KeyedRequest,
  act: {
    begin: (tx: Tx) => Promise<void>;
    work: () => Promise<Parts>;
    settle: (tx: Tx, parts: Parts) => Promise<T>;
  },
): Promise<{ result: T; replayed: boolean }> {
  const { key } = request;
  if (key === undefined) {
    await withTransaction(ctx, (tx) => act.begin(tx));
    const parts = await act.work();
    return { result: await withTransaction(ctx, (tx) => act.settle(tx, parts)), replayed: false };
  }
  const kept = keptUnder<T>(request, key);
  // Claimed before anything is done: other content can't come under this key while the parts are.
  const before = await withTransaction(ctx, async (tx) => {
    if (!(await kept.claim(tx))) return kept.lock(tx);
    await act.begin(tx);
    return undefined;
  });
  if (before) return { result: before, replayed: true };

  const parts = await act.work();
  return withTransaction(ctx, async (tx) => {
    // There still, unless it was claimed so long ago that keys of its age are forgotten.
    await kept.claim(tx);
    const first = await kept.lock(tx);
    if (first) return { result: first, replayed: true };
    const result = await act.settle(tx, parts);
    await kept.keep(tx, result);
    return { result, replayed: false };
  });
}

interface Kept<T> {
  /**
   * Claims the key if it is free, and says whether it was. A concurrent twin waits here for the first one's commit,
   * then finds its row in the next statement.
   */
  claim: (tx: Tx) => Promise<boolean>;
  /** The result, once there is one. Errors: `idempotency_mismatch` when the key came with other content. */
  read: (tx: Tx) => Promise<T | undefined>;
  /** As `read`; then nobody keeps another one until the transaction ends. */
  lock: (tx: Tx) => Promise<T | undefined>;
  keep: (tx: Tx, result: T) => Promise<void>;
}

/** The row that keeps the result of a request under its key. */
function keptUnder<T extends object>(request: KeyedRequest, key: string): Kept<T> {
  const { owner, operation, content } = request;
  const requestHash = hashOf(content);
  const find = async (tx: Tx, lock: RawBuilder<unknown>) => {
    const { rows } = await sql<{ request_hash: Buffer; result: T | null }>`
      select request_hash, result from public.idempotency_keys where ${isOf(request)} ${lock}`.execute(tx);
    if (!rows[0]?.request_hash.equals(requestHash)) throw new AppError('idempotency_mismatch');
    return rows[0].result ?? undefined;
  };
  return {
    async claim(tx) {
      const { rows } = await sql`
        insert into public.idempotency_keys (owner_id, operation, key, request_hash)
        values (${owner}, ${operation}, ${key}, ${requestHash})
        on conflict do nothing returning 1`.execute(tx);
      return rows.length > 0;
    },
    read: (tx) => find(tx, sql``),
    lock: (tx) => find(tx, sql`for no key update`),
    async keep(tx, result) {
      await sql`
        update public.idempotency_keys set result = ${JSON.stringify(result)}::jsonb
        where ${isOf(request)}`.execute(tx);
    },
  };
}

function isOf({ owner, key, operation }: KeyedRequest): RawBuilder<boolean> {
  return sql`owner_id = ${owner} and operation = ${operation} and key = ${key}`;
}

/**
 * Keeps such an act from being settled until this transaction of one of its parts ends.
 * Errors: `conflict` where a twin has settled it; what this part would do is not in the answer.
 */
export async function holdUnsettled(tx: Tx, request: KeyedRequest): Promise<void> {
  if (request.key === undefined) return;
  const { rows } = await sql<{ settled: boolean }>`
    select result is not null as settled from public.idempotency_keys where ${isOf(request)} for share`.execute(
    tx,
  );
  if (rows[0]?.settled) throw new AppError('conflict', { detail: 'The same request has been answered' });
}

/** The results that parts of such an act have kept under their key, by owner; of any twin. */
export async function readParts<T extends object>(
  tx: Tx,
  { owners, key, operation }: { owners: readonly string[]; key: string | undefined; operation: string },
): Promise<Map<string, T>> {
  if (key === undefined || owners.length === 0) return new Map();
  const { rows } = await sql<{ owner_id: string; result: T }>`
    select owner_id, result from public.idempotency_keys
    where owner_id = any(${owners}::uuid[]) and operation = ${operation} and key = ${key}`.execute(tx);
  return new Map(rows.map(({ owner_id: owner, result }) => [owner, result]));
}

/**
 * The key of one part of such an act, by its owner. It is made of the whole request, so that two acts of one key that
 * share an account do not meet, and holds a space, as no key that a client may send does.
 */
export function keyOfPart({ owner, key, operation, content }: KeyedRequest): string | undefined {
  if (key === undefined) return undefined;
  return `${hashOf([owner, operation, key, content]).toString('base64url')} part`;
}

/** Forgets what requests of one kind about an owner were answered. */
export async function forgetResults(
  tx: Tx,
  { owner, operation }: Pick<KeyedRequest, 'owner' | 'operation'>,
): Promise<void> {
  await sql`
    delete from public.idempotency_keys where owner_id = ${owner} and operation = ${operation}`.execute(tx);
}
