import { sql } from 'kysely';
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../../identity/contract.ts';

/** See revoke_credits.sql: of one lot all, or so much in burn order. */
export async function revokeAdminCredits(
  tx: Tx,
  input: {
    accountId: string;
    lotId: string | undefined;
    amount: number | undefined;
    reason: string;
    actor: Actor;
  },
): Promise<{ revoked: number; owed: number }> {
  const { rows } = await sql<{ revoked: number; owed: number }>`
    select revoked, owed
    from public.revoke_credits(
      p_account_id => ${input.accountId}, p_lot_id => ${input.lotId ?? null}, p_amount => ${input.amount ?? null},
      p_reason => ${input.reason}, p_actor => ${JSON.stringify(input.actor)}::jsonb
    )`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('A revocation came back empty');
  return row;
}
