import { sql } from 'kysely';
import type { AccountClosing, ClosingEffects } from '../identity/service.ts';
import { invariant } from '../lib/invariant.ts';
import { forgetAssignments } from '../metering/service.ts';

/**
 * What becomes of an account when its owner closes it. It stands here as the first to be locked are its orders, and
 * what comes before orders is known to their functions.
 */
export const accountClosing: AccountClosing = {
  async effects(db, accountId) {
    const { rows } = await sql<{ effects: ClosingEffects }>`
      select public.closing_effects(p_account_id => ${accountId}) as effects`.execute(db);
    const [row] = rows;
    invariant(row, 'the function answers with one row');
    const { plan, ...effects } = row.effects;
    const paidUntil = plan?.paidUntil ? new Date(plan.paidUntil).toISOString() : null;
    return { ...effects, plan: plan && { ...plan, paidUntil } };
  },
  async close(tx, accountId, actor) {
    const { rows } = await sql<{ writtenOff: number }>`
      select public.close_account(
        p_account_id => ${accountId}, p_actor => ${JSON.stringify(actor)}::jsonb
      ) as "writtenOff"`.execute(tx);
    // They hold the account as it was. It is locked: no more such answers come.
    await forgetAssignments(tx, accountId);
    return rows[0]?.writtenOff ?? 0;
  },
};
