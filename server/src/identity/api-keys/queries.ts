import { sql, type Selectable } from 'kysely';
import { paged, type PageOf } from '../../db/paged.ts';
import type { Database } from '../../db/pool.ts';
import type { ApiKeys } from '../../db/tables.gen.ts';
import type { Tx } from '../../db/transaction.ts';
import type { ApiKey } from '../contract.ts';

type ApiKeyRow = Omit<Selectable<ApiKeys>, 'created_by' | 'key_hash' | 'scopes'> & Pick<ApiKey, 'scopes'>;

const columns = ['id', 'name', 'scopes', 'prefix', 'created_at', 'last_used_at', 'revoked_at'] as const;

function selectApiKeys(db: Database) {
  return db.selectFrom('api_keys').select(columns).$narrowType<Pick<ApiKey, 'scopes'>>();
}

function toApiKey({ created_at, last_used_at, revoked_at, ...row }: ApiKeyRow): ApiKey {
  return {
    ...row,
    createdAt: created_at.toISOString(),
    lastUsedAt: last_used_at?.toISOString() ?? null,
    revokedAt: revoked_at?.toISOString() ?? null,
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
  const row = await tx
    .insertInto('api_keys')
    .values({
      id: key.id,
      name: key.name,
      key_hash: key.keyHash,
      prefix: key.prefix,
      scopes: key.scopes,
      created_by: key.createdBy,
    })
    .returning(columns)
    .$narrowType<Pick<ApiKey, 'scopes'>>()
    .executeTakeFirst();
  return row && toApiKey(row);
}

/** Newest first, revoked ones too. */
export async function listApiKeyRows(
  db: Database,
  page: PageOf,
): Promise<{ apiKeys: ApiKey[]; total: number }> {
  const newest = selectApiKeys(db).orderBy('created_at', 'desc').orderBy('id', 'desc');
  const { rows, total } = await paged(newest, page);
  return { apiKeys: rows.map(toApiKey), total };
}

/** True when it was this call that revoked the key. */
export async function revokeKey(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql`
    update public.api_keys set revoked_at = now() where id = ${id} and revoked_at is null returning 1`.execute(
    tx,
  );
  return rows.length === 1;
}

/** Ends all keys that a person made; the ids of those that worked. */
export async function revokeKeysOf(tx: Tx, userId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update public.api_keys set revoked_at = now()
    where created_by = ${userId} and revoked_at is null
    returning id`.execute(tx);
  return rows.map(({ id }) => id);
}

/** Keys that a person made and that work. */
export async function countKeysOf(db: Database, userId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from public.api_keys
    where created_by = ${userId} and revoked_at is null`.execute(db);
  return rows[0]?.count ?? 0;
}

export async function findApiKey(db: Database, id: string): Promise<ApiKey | undefined> {
  const row = await selectApiKeys(db).where('id', '=', id).executeTakeFirst();
  return row && toApiKey(row);
}

export async function findWorkingApiKey(
  db: Database,
  keyHash: Buffer,
): Promise<{ id: string; scopes: ApiKey['scopes'] } | undefined> {
  return selectApiKeys(db).where('key_hash', '=', keyHash).where('revoked_at', 'is', null).executeTakeFirst();
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
