import { sql } from 'kysely';
import type pg from 'pg';
import { plainArray, textArray } from '../../db/arrays.ts';
import type { Database } from '../../db/pool.ts';
import { withClientTransaction } from '../../db/transaction.ts';
import { invariant } from '../../lib/invariant.ts';
import type { LotPart } from '../balances/contract.ts';
import type { CreditUse, UseOutcome } from './use.ts';

interface OutcomeRow {
  ordinal: number;
  status: UseOutcome['status'];
  code: string | null;
  transaction_id: string | null;
  seq: number | null;
  amount: number | null;
  available: number | null;
  lot_id: string | null;
}

/** Pays all of these in one statement, each judged for itself; outcomes in the order of the uses. */
export async function consumeCredits(
  db: pg.Pool | pg.PoolClient,
  uses: readonly CreditUse[],
): Promise<UseOutcome[]> {
  const { rows } = await db.query<OutcomeRow>(
    'select * from public.consume_credits_many($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[])',
    [
      plainArray(uses.map((use) => use.accountId)),
      textArray(uses.map((use) => use.amount?.toString())),
      textArray(uses.map((use) => use.action)),
      textArray(uses.map((use) => use.referenceId)),
      textArray(uses.map((use) => use.key)),
    ],
  );
  const outcomes = new Array<UseOutcome>(uses.length);
  for (const row of rows) outcomes[row.ordinal - 1] = toOutcome(row);
  return outcomes;
}

function toOutcome(row: OutcomeRow): UseOutcome {
  const { status, code, transaction_id: transactionId, seq, amount, available, lot_id: lotId } = row;
  if (status === 'rejected') {
    invariant(code, 'a use that is rejected is told why');
    return { status, code, amount: amount ?? 0, available: available ?? 0 };
  }
  invariant(
    transactionId !== null && seq !== null && amount !== null && available !== null,
    'a use that is paid has its line',
  );
  return { status, transactionId, seq, amount, available, lotId };
}

/**
 * Pays uses of one account as `consumeCredits` does, after waiting up to `patienceMs` for somebody who holds its
 * balance; on a connection of its own, so that nobody else waits.
 * Errors: SQLSTATE 55P03 where it is held for longer, with nothing spent.
 */
export async function consumeHeldCredits(
  pool: pg.Pool,
  uses: readonly CreditUse[],
  patienceMs: number,
): Promise<UseOutcome[]> {
  return withClientTransaction(pool, async (client) => {
    await client.query(
      `select public.wait_for_credits(p_account_id => $1, p_patience => $2 * interval '1 millisecond')`,
      [uses[0]?.accountId, Math.ceil(patienceMs)],
    );
    return consumeCredits(client, uses);
  });
}

/** See held_credit_accounts.sql. Waits for nobody. */
export async function findHeldAccounts(db: Database, accountIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select id
    from public.held_credit_accounts(p_account_ids => ${[...new Set(accountIds)]}::uuid[]) as id`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

/** Which lots paid these lines, and how much, in the order in which they burned. */
export async function readParts(
  pool: pg.Pool,
  lines: readonly { accountId: string; seq: number }[],
): Promise<LotPart[][]> {
  const { rows } = await pool.query<{ line: number; lot_id: string; amount: number }>(
    `select line.ordinal as line, part.lot_id, part.amount
    from unnest($1::uuid[], $2::bigint[]) with ordinality as line(account_id, seq, ordinal)
    join public.credit_allocations as part on part.account_id = line.account_id and part.seq = line.seq
    order by line.ordinal, part.ordinal`,
    [plainArray(lines.map((line) => line.accountId)), plainArray(lines.map((line) => line.seq))],
  );
  const parts = lines.map((): LotPart[] => []);
  for (const { line, lot_id: lotId, amount } of rows) parts[line - 1]?.push({ lotId, amount });
  return parts;
}
