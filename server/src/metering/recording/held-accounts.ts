import { sql } from 'kysely';
import type pg from 'pg';
import type { Database } from '../../db/pool.ts';
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
  const client = await pool.connect();
  let isUsable = false;
  try {
    await client.query('begin');
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
    const outcomes = await recordUsages(client, inputs);
    await client.query('commit');
    isUsable = true;
    return outcomes;
  } catch (error) {
    // The reason why nothing was recorded is the first error, whatever becomes of the connection.
    isUsable = await client.query('rollback').then(
      () => true,
      () => false,
    );
    throw error;
  } finally {
    client.release(!isUsable);
  }
}
