import { sql } from 'kysely';
import type { Tx } from '../../db/transaction.ts';

/** An account for which something was due, and since when; to the microsecond, which a Date can't hold. */
export interface DueAccount {
  accountId: string;
  dueAt: string;
  isSettled: boolean;
}

/** See expire_credits.sql: the next ones behind `after`, or the first ones, settled or not. */
export async function expireCredits(
  tx: Tx,
  limit: number,
  after: DueAccount | undefined,
): Promise<DueAccount[]> {
  const { rows } = await sql<DueAccount>`
    select account_id as "accountId", due_at::text as "dueAt", is_settled as "isSettled"
    from public.expire_credits(
      p_limit => ${limit}, p_after_due_at => ${after?.dueAt ?? null}, p_after_account_id => ${after?.accountId ?? null}
    )`.execute(tx);
  return rows;
}
