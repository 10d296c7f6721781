import { sql } from 'kysely';
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../../identity/contract.ts';

interface Granted {
  lotId: string;
  transactionId: string;
  available: number;
  isReplay: boolean;
}

/**
 * What an admin gives; see grant_credits.sql. One `sourceId` gives an account one lot, however often it is asked for.
 */
export async function grantAdminCredits(
  tx: Tx,
  input: {
    accountId: string;
    amount: number;
    sourceId: string;
    priority?: number | undefined;
    expiresAt: string | undefined;
    reason: string;
    actor: Actor;
  },
): Promise<Granted> {
  const { rows } = await sql<Granted>`
    select lot_id as "lotId", transaction_id as "transactionId", available, is_replay as "isReplay"
    from public.grant_credits(
      p_account_id => ${input.accountId}, p_amount => ${input.amount}, p_source => 'admin',
      p_source_id => ${input.sourceId}, p_priority => ${input.priority ?? null},
      p_expires_at => ${input.expiresAt ?? null}, p_reason => ${input.reason},
      p_actor => ${JSON.stringify(input.actor)}::jsonb
    )`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('A grant came back empty');
  return row;
}
