import { AppError } from '../../lib/app-error.ts';
import { createPoller, type Poller } from '../../lib/poller.ts';
import { closeAttempt } from '../checkout/close-attempt.ts';
import type { Attempt } from '../checkout/queries.ts';
import type { PaymentsContext } from '../context.ts';
import { listOpenPagesOfEndedOrders } from './queries.ts';

const batch = 20;
const intervalMs = 2_000;

/**
 * Closes the pages of orders that have ended or are paid: nobody shall pay what can only be settled as late money, or
 * goes back.
 */
export function startClosingPages(ctx: PaymentsContext): Poller {
  const { db, logger } = ctx;

  async function close(page: Attempt): Promise<void> {
    try {
      await closeAttempt(ctx, page);
    } catch (error) {
      // The buyer was faster: that is settled by now.
      if (error instanceof AppError && error.code === 'order_not_payable') return;
      logger.warn(
        { err: error, orderId: page.orderId },
        'the page of an ended order is still open; it is tried again',
      );
    }
  }

  async function run(): Promise<void> {
    const pages = await listOpenPagesOfEndedOrders(db, batch);
    // Side by side, so that a silent provider delays no other's pages, but for those of the next round.
    await Promise.all(pages.map(close));
  }

  return createPoller({ name: 'pages of ended orders', run, intervalMs, logger });
}
