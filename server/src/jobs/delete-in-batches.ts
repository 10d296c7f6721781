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

/** The same with a function that deletes at most `batchRows` rows and returns, as `gone`, how many went. */
export async function forgetInBatches(db: Database, statement: RawBuilder<{ gone: number }>): Promise<void> {
  for (let gone = batchRows; gone >= batchRows;) {
    const { rows } = await statement.execute(db);
    gone = rows[0]?.gone ?? 0;
  }
}
