import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { Refusal } from './contract.ts';

/** The key of a whole batch. */
export interface BatchKey {
  owner: string;
  key: string;
  requestHash: Buffer;
}

/** The events that a batch was refused, by their place in it. */
export type Refusals = Record<string, Refusal | undefined>;

const operation = 'usage.batch';

/** Takes the key, or finds what it was taken for; refusals are there once its batch was judged to the end. */
export async function claimKey(
  db: Database,
  { owner, key, requestHash }: BatchKey,
): Promise<{ requestHash: Buffer; refusals: Refusals | null }> {
  const { rows } = await sql<{ request_hash: Buffer; result: Refusals | null }>`
    insert into public.idempotency_keys (owner_id, operation, key, request_hash)
    values (${owner}, ${operation}, ${key}, ${requestHash})
    on conflict (owner_id, operation, key) do update set key = excluded.key
    returning request_hash, result`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('A key came back empty');
  return { requestHash: row.request_hash, refusals: row.result };
}

/**
 * Writes the refusals down, and returns them. Of twins that were judged differently, what either of them recorded is
 * recorded: only what both were refused stays.
 */
export async function settleRefusals(
  db: Database,
  { owner, key, requestHash }: BatchKey,
  refusals: Refusals,
): Promise<Refusals> {
  const { rows } = await sql<{ result: Refusals }>`
    insert into public.idempotency_keys as kept (owner_id, operation, key, request_hash, result)
    values (${owner}, ${operation}, ${key}, ${requestHash}, ${JSON.stringify(refusals)}::jsonb)
    on conflict (owner_id, operation, key) do update
    set result = case
      when kept.result is null then excluded.result
      else (
        select coalesce(jsonb_object_agg(refusal.key, refusal.value), '{}')
        from jsonb_each(kept.result) as refusal
        where excluded.result ? refusal.key
      )
    end
    where kept.request_hash = excluded.request_hash
    returning result`.execute(db);
  return rows[0]?.result ?? refusals;
}

/** Frees a key under which nothing was recorded; what a twin has written down stays. */
export async function forgetKey(db: Database, { owner, key, requestHash }: BatchKey): Promise<void> {
  await sql`
    delete from public.idempotency_keys
    where owner_id = ${owner} and operation = ${operation} and key = ${key}
      and request_hash = ${requestHash} and result is null`.execute(db);
}
