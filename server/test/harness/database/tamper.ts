import type pg from 'pg';

/**
 * Changes rows past all triggers and foreign keys, as only the superuser may: what the health check is there to find.
 * Throws where no row was changed.
 */
export async function tamper(owner: pg.Pool, statement: string, values: unknown[] = []): Promise<void> {
  const client = await owner.connect();
  try {
    await client.query('begin');
    await client.query('set local session_replication_role = replica');
    const { rowCount } = await client.query(statement, values);
    await client.query('commit');
    if (rowCount === 0) throw new Error(`Nothing was changed by: ${statement}`);
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}
