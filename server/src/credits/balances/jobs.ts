import { withTransaction } from '../../db/transaction.ts';
import type { Job } from '../../jobs/scheduler.ts';
import type { CreditsContext } from '../context.ts';
import { expireCredits, type DueAccount } from './due-queries.ts';

/** Few, as their balances stay locked until all are settled, and uses wait for no more than 50 ms. */
const batch = 50;

/**
 * Settles accounts that nobody touches, so that what expired is in the books; a touched account settles itself. Each
 * turn passes over all for which something is due, once: those that are held or can't be settled keep no other waiting.
 */
const sweepCredits: Job<CreditsContext> = {
  name: 'expire_credits',
  cron: '* * * * *',
  async run(ctx) {
    let last: DueAccount | undefined;
    for (;;) {
      const after = last;
      const due = await withTransaction(ctx, (tx) => expireCredits(tx, batch, after));
      ctx.ledger.teller.tell(due.filter(({ isSettled }) => isSettled).map(({ accountId }) => accountId));
      last = due.at(-1);
      if (due.length < batch) return;
    }
  },
};

export const balanceJobs: readonly Job<CreditsContext>[] = [sweepCredits];
