import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Context } from '../db/context.ts';
import { withTransaction, type Tx } from '../db/transaction.ts';
import { AppError, invalidField } from '../lib/app-error.ts';
import type { Principal } from './principal.ts';

const visible = /^[\x21-\x7e]{1,255}$/;

/** The `Idempotency-Key` header, if there is one. Errors: `invalid_input`. */
export function readIdempotencyKey(header: (name: string) => string | undefined): string | undefined {
  const key = header('idempotency-key');
  if (key !== undefined) requireVisible(key);
  return key;
}

function requireVisible(key: string): void {
  if (!visible.test(key)) throw invalidField('Idempotency-Key', 'Use 1 to 255 visible ASCII characters');
}

/** What tells one creation from another: who asks, by which key, for what. */
export interface IdempotencyRequest {
  principal: Principal;
  /** The `Idempotency-Key` header; absent, each call counts. */
  key: string | undefined;
  operation: string;
  body: unknown;
}

/**
 * Runs `work` in one transaction; with a key, its result is kept in the same transaction, so that a repeated
 * request (also a concurrent one, also after a crash) gets the first result and `replayed: true`.
 * Errors: `idempotency_mismatch` when the key came with another request. A refusal leaves no key behind.
 */
export async function createOnce<T extends object>(
  ctx: Pick<Context, 'db' | 'wakeOutbox'>,
  { principal, key, operation, body }: IdempotencyRequest,
  work: (tx: Tx) => Promise<T>,
): Promise<{ result: T; replayed: boolean }> {
  if (key === undefined) return { result: await withTransaction(ctx, work), replayed: false };
  requireVisible(key);
  const principalId = principal.kind === 'user' ? principal.userId : principal.apiKeyId;
  const requestHash = createHash('sha256').update(operation).update(JSON.stringify(body)).digest();

  return withTransaction(ctx, async (tx) => {
    // A concurrent twin waits here for the first one's commit, then finds its row in the next statement.
    const claimed = await sql`
      insert into public.idempotency_keys (principal_id, key, request_hash)
      values (${principalId}, ${key}, ${requestHash})
      on conflict do nothing returning 1`.execute(tx);
    if (claimed.rows.length === 0) {
      const { rows } = await sql<{ request_hash: Buffer; result: T }>`
        select request_hash, result from public.idempotency_keys
        where principal_id = ${principalId} and key = ${key}`.execute(tx);
      const first = rows[0];
      if (!first?.request_hash.equals(requestHash)) throw new AppError('idempotency_mismatch');
      return { result: first.result, replayed: true };
    }
    const result = await work(tx);
    await sql`
      update public.idempotency_keys set result = ${JSON.stringify(result)}::jsonb
      where principal_id = ${principalId} and key = ${key}`.execute(tx);
    return { result, replayed: false };
  });
}
