import type pg from 'pg';
import { waitUntil } from '../clock/wait.ts';

/** Resolves once so many wait for a lock in the database of this pool. */
export async function waitForBlocked(pool: pg.Pool, count = 1): Promise<void> {
  await waitUntil(async () => {
    const { rows } = await pool.query(
      `select from pg_catalog.pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return rows.length >= count;
  });
}
