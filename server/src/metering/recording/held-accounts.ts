import { sql } from 'kysely';
import type pg from 'pg';
import type { Database } from '../../db/pool.ts';
import { withClientTransaction } from '../../db/transaction.ts';
import { recordUsages } from './queries.ts';
import type { UsageInput, UsageOutcome } from './usage.ts';

/** See held_accounts.sql. Waits for nobody. */
export async function findHeldAccounts(db: Database, accountIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select id from public.held_accounts(p_account_ids => ${[...new Set(accountIds)]}::uuid[]) as id`.execute(
    db,
  );
  return new Set(rows.map(({ id }) => id));
}

/**
 * Records uses of one account as `recordUsages` does, after waiting up to `patienceMs` for each of its counters that
 * somebody holds (see wait_for_counters.sql); on a connection of its own, so that nobody else waits.
 * Errors: SQLSTATE 55P03 where one is held for longer, with nothing recorded.
 */
export async function recordHeldUsages(
  pool: pg.Pool,
  inputs: readonly UsageInput[],
  patienceMs: number,
): Promise<UsageOutcome[]> {
  return withClientTransaction(pool, async (client) => {
    await client.query(
      `select public.wait_for_counters(
         p_account_id => $1, p_feature_codes => $2, p_patience => $3 * interval '1 millisecond'
       )`,
      [
        inputs[0]?.accountId,
        [...new Set(inputs.map(({ featureCode }) => featureCode))],
        Math.ceil(patienceMs),
      ],
    );
    return recordUsages(client, inputs);
  });
}
