import type { RawBuilder } from 'kysely';
import type { Database } from '../db/pool.ts';
import type { Job } from './scheduler.ts';

export const batchRows = 5_000;

/** Takes at most `batchRows` rows, and says how many went. */
type Batch = RawBuilder<{ gone: number }>;

interface Deleting extends Pick<Job<unknown>, 'name' | 'cron'> {
  batch: Batch;
}

/** A job that deletes what is too old to be needed, in short transactions whatever has piled up. */
export function deleteOld({ name, cron, batch }: Deleting): Job<{ db: Database }> {
  return {
    name,
    cron,
    run: ({ db }) => inBatches(db, batch),
  };
}

/** Until nothing is left: each batch is a transaction of its own. */
export async function inBatches(db: Database, batch: Batch): Promise<void> {
  for (let gone = batchRows; gone >= batchRows;) {
    const { rows } = await batch.execute(db);
    gone = rows[0]?.gone ?? 0;
  }
}
