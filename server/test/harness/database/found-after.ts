import { expect } from '@jest/globals';
import type pg from 'pg';

export interface Found {
  check_name: string;
  rule: string;
  account_id: string;
  detail: Record<string, unknown>;
}

/** What is found of all accounts once this was done to the tables, past all triggers; then it is undone. */
export async function foundAfter(
  db: { pool: pg.Pool },
  statement: string,
  { values = [], at }: { values?: unknown[]; at: string },
): Promise<Found[]> {
  const client: pg.PoolClient = await db.pool.connect();
  try {
    await client.query('begin');
    await client.query('set local session_replication_role = replica');
    if (statement !== '') {
      const { rowCount } = await client.query(statement, values);
      expect(rowCount).toBeGreaterThan(0);
    }
    const { rows } = await client.query<Found>(
      `select * from public.check_accounts(
         '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', $1
       )`,
      [at],
    );
    return rows;
  } finally {
    await client.query('rollback');
    client.release();
  }
}
