import { z } from 'zod';
import { enqueue, type Tx } from '../../db/transaction.ts';
import type { CreditsContext } from '../context.ts';
import { tellBalances } from './teller.ts';

const outboxTopic = 'credits.changed';

const CreditsChanged = z.object({ accountIds: z.array(z.uuid()).min(1) });

/**
 * Makes what changed known to the accounts' browsers once this transaction has committed, whatever crashes: for what
 * others do to them. Their own uses are told by the ledger's teller, which writes nothing.
 */
export async function enqueueCreditsChanged(tx: Tx, accountIds: readonly string[]): Promise<void> {
  await enqueue(tx, outboxTopic, { accountIds });
}

/** Call once a node, before the outbox is pumped. */
export function startCreditChanges(ctx: CreditsContext): void {
  ctx.onOutbox(outboxTopic, (payload) => tellBalances(ctx, CreditsChanged.parse(payload).accountIds));
}
