import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import { sqlstateOf } from '../../db/sqlstate.ts';

const statementTimeout = '57014';
/** Other jobs of this node wait meanwhile. */
const longestMs = 60_000;

/**
 * Sums up what was recorded until a few seconds ago, in short transactions that no use waits for. Statistics read the
 * rest from the records, so it matters only to how fast they are: see sum_up_usage.sql. What takes longer than `forMs`,
 * as after an upgrade, goes on at the next call.
 */
export async function sumUpUsage(db: Database, forMs = longestMs): Promise<void> {
  const deadline = performance.now() + forMs;
  await sql`select public.aim_usage_sums(clock_timestamp() - interval '10 seconds')`.execute(db);
  let step = '1 day';
  let isMore = true;
  do {
    try {
      isMore = await sumUp(db, step);
    } catch (error) {
      // A day of many million records.
      if (sqlstateOf(error) !== statementTimeout || step !== '1 day') throw error;
      step = '1 hour';
    }
  } while (isMore && performance.now() < deadline);
}

async function sumUp(db: Database, step: string): Promise<boolean> {
  const { rows } = await sql<{ is_more: boolean }>`
    select public.sum_up_usage(p_step => ${step}::interval) as is_more`.execute(db);
  return rows[0]?.is_more ?? false;
}
