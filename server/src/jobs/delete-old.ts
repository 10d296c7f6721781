import type { RawBuilder } from 'kysely';
import type { Database } from '../db/pool.ts';
import type { Job } from './scheduler.ts';

export const batchRows = 5_000;

interface Deleting extends Pick<Job<unknown>, 'name' | 'cron'> {
  /** Deletes at most `batchRows` rows, and says how many went. */
  batch: RawBuilder<{ gone: number }>;
}

/** A job that deletes what is too old to be needed, in short transactions whatever has piled up. */
export function deleteOld({ name, cron, batch }: Deleting): Job<{ db: Database }> {
  return {
    name,
    cron,
    async run({ db }) {
      for (let gone = batchRows; gone >= batchRows;) {
        const { rows } = await batch.execute(db);
        gone = rows[0]?.gone ?? 0;
      }
    },
  };
}
