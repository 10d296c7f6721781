import type { RawBuilder } from 'kysely';
import type { Database } from '../db/pool.ts';

export const batchRows = 5_000;

/**
 * Repeats a delete of at most `batchRows` rows until it finds fewer: short transactions, whatever has piled up.
 * Returns how many rows went.
 */
export async function deleteInBatches(db: Database, statement: RawBuilder<unknown>): Promise<number> {
  let total = 0;
  for (;;) {
    const { numAffectedRows = 0n } = await statement.execute(db);
    total += Number(numAffectedRows);
    if (numAffectedRows < batchRows) return total;
  }
}
