import { withTransaction } from '../../db/transaction.ts';
import type { Job } from '../../jobs/scheduler.ts';
import type { CreditsContext } from '../context.ts';
import { expireCredits } from './queries.ts';

/** Few, as their balances stay locked until all are settled, and uses wait for no more than 50 ms. */
const batch = 50;

/** Settles accounts that nobody touches, so that what expired is in the books; a touched account settles itself. */
const sweepCredits: Job<CreditsContext> = {
  name: 'expire_credits',
  cron: '* * * * *',
  async run(ctx) {
    for (;;) {
      const settled = await withTransaction(ctx, (tx) => expireCredits(tx, batch));
      ctx.ledger.teller.tell(settled);
      if (settled.length < batch) return;
    }
  },
};

export const balanceJobs: readonly Job<CreditsContext>[] = [sweepCredits];
