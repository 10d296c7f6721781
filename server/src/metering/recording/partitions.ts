import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { Logger } from '../../lib/logger.ts';

const partitionAttempts = 20;

/**
 * Makes sure that records of this month and of the year to come have a place, without making any use wait. Call at
 * boot, before traffic. Throws when somebody held what that needs for so long that it was given up.
 */
export async function ensureUsagePartitions(db: Database): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const missing = await countMissingPartitions(db, '12 months');
    if (missing === 0) return;
    if (attempt === partitionAttempts) {
      throw new Error(`${missing} partitions of usage_records could not be made beside a long transaction`);
    }
    await delay(Math.random() * 500);
  }
}

/** The same at boot, which goes on as long as records of now and of tomorrow have a place: the rest is a job's. */
export async function ensureUsagePartitionsAtBoot(db: Database, logger: Logger): Promise<void> {
  try {
    await ensureUsagePartitions(db);
  } catch (error) {
    if ((await countMissingPartitions(db, '1 day')) > 0) throw error;
    logger.warn({ err: error }, 'partitions of later months are made another time');
  }
}

async function countMissingPartitions(db: Database, ahead: string): Promise<number> {
  const { rows } = await sql<{ missing: number }>`
    select public.ensure_usage_partitions(now() - interval '1 day', now() + ${ahead}::interval) as missing`.execute(
    db,
  );
  return rows[0]?.missing ?? 0;
}
