import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../../identity/contract.ts';

interface Returned {
  transactionId: string;
  amount: number;
  available: number;
  isReplay: boolean;
}

/** See return_credits.sql. */
export async function giveBack(
  tx: Tx,
  input: {
    accountId: string;
    transactionId: string;
    amount: number | undefined;
    reason: string;
    key: string | undefined;
    actor: Actor;
  },
): Promise<Returned> {
  const { rows } = await sql<Returned>`
    select transaction_id as "transactionId", amount, available, is_replay as "isReplay"
    from public.return_credits(
      p_account_id => ${input.accountId}, p_transaction_id => ${input.transactionId},
      p_amount => ${input.amount ?? null}, p_reason => ${input.reason}, p_key => ${input.key ?? null},
      p_actor => ${JSON.stringify(input.actor)}::jsonb
    )`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('A return came back empty');
  return row;
}

/** Whose line of the ledger it is; the id alone says where to look. */
export async function findTransaction(db: Database, id: string): Promise<{ accountId: string } | undefined> {
  const { rows } = await sql<{ account_id: string }>`
    select account_id from public.credit_transactions where id = ${id}`.execute(db);
  return rows[0] && { accountId: rows[0].account_id };
}
