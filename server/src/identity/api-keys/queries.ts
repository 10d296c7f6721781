import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import type { ApiKey } from '../contract.ts';

interface ApiKeyRow {
  id: string;
  name: string;
  scopes: ApiKey['scopes'];
  prefix: string;
  created_at: Date;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

const columns = sql`id, name, scopes, prefix, created_at, last_used_at, revoked_at`;

function toApiKey(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    scopes: row.scopes,
    prefix: row.prefix,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
  };
}

interface NewApiKey {
  id: string;
  name: string;
  scopes: ApiKey['scopes'];
  prefix: string;
  keyHash: Buffer;
  createdBy: string;
}

export async function insertApiKey(tx: Tx, key: NewApiKey): Promise<ApiKey | undefined> {
  const { rows } = await sql<ApiKeyRow>`
    insert into public.api_keys (id, name, key_hash, prefix, scopes, created_by)
    values (${key.id}, ${key.name}, ${key.keyHash}, ${key.prefix}, ${key.scopes}, ${key.createdBy})
    returning ${columns}`.execute(tx);
  return rows[0] && toApiKey(rows[0]);
}

/** Newest first, revoked ones too. */
export async function selectApiKeys(
  db: Database,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ apiKeys: ApiKey[]; total: number }> {
  const counted = await sql<{ total: number }>`select count(*) as total from public.api_keys`.execute(db);
  const { rows } = await sql<ApiKeyRow>`
    select ${columns} from public.api_keys
    order by created_at desc, id desc
    limit ${limit} offset ${offset}`.execute(db);
  return { apiKeys: rows.map(toApiKey), total: counted.rows[0]?.total ?? 0 };
}

/** True when it was this call that revoked the key. */
export async function revokeKey(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql`
    update public.api_keys set revoked_at = now() where id = ${id} and revoked_at is null returning 1`.execute(
    tx,
  );
  return rows.length === 1;
}

export async function findApiKey(db: Database, id: string): Promise<ApiKey | undefined> {
  const { rows } = await sql<ApiKeyRow>`select ${columns} from public.api_keys where id = ${id}`.execute(db);
  return rows[0] && toApiKey(rows[0]);
}

export async function findWorkingApiKey(
  db: Database,
  keyHash: Buffer,
): Promise<{ id: string; scopes: ApiKey['scopes'] } | undefined> {
  const { rows } = await sql<{ id: string; scopes: ApiKey['scopes'] }>`
    select id, scopes from public.api_keys where key_hash = ${keyHash} and revoked_at is null`.execute(db);
  return rows[0];
}

/** Notes that the keys were used, at most once a minute each however many nodes say so. */
export async function touchApiKeys(db: Database, ids: readonly string[]): Promise<void> {
  await sql`
    update public.api_keys set last_used_at = now()
    where id in (
      select id from public.api_keys
      where id = any(${ids}::uuid[]) and (last_used_at is null or last_used_at < now() - interval '1 minute')
      for update skip locked
    )`.execute(db);
}
