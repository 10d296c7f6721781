import { AppError } from '../../lib/app-error.ts';
import type { Poller } from '../../lib/poller.ts';
import { closeAttempt } from '../checkout/close-attempt.ts';
import type { Attempt } from '../checkout/queries.ts';
import type { PaymentsContext } from '../context.ts';
import { asking, startLane } from '../lanes.ts';
import { claimEndedPages } from './queries.ts';

/**
 * Closes the pages of orders that have ended or are paid: nobody shall pay what can only be settled as late money, or
 * goes back.
 */
export function startClosingPages(ctx: PaymentsContext): Poller {
  const { db, logger } = ctx;

  async function handle(page: Attempt): Promise<void> {
    try {
      await closeAttempt(ctx, page);
    } catch (error) {
      // The buyer was faster: that is settled by now.
      if (error instanceof AppError && error.code === 'order_not_payable') return;
      throw error;
    }
  }

  return startLane({
    name: 'pages of ended orders',
    logger,
    ...asking,
    claim: (limit) => claimEndedPages(db, limit),
    handle,
  });
}
