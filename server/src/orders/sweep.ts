import { withTransaction } from '../db/transaction.ts';
import type { IdentityContext } from '../identity/service.ts';
import { createPoller, type Poller } from '../lib/poller.ts';
import {
  endOvertakenOrders,
  expireOrder,
  selectDueOrders,
  selectExpiredOrders,
  selectOvertakenOrders,
  settleOrder,
  type OrderKey,
} from './queries.ts';

const batch = 50;
const intervalMs = 1_000;

/**
 * Lets orders expire whose time is over, gives goods that could not be given before, and ends orders that a plan has
 * overtaken while somebody held them. Each order is a transaction of its own, and those that somebody holds are passed
 * by until the next look, so that they delay no other; any number of nodes do it side by side, since doing it twice
 * changes nothing.
 */
export function startOrderSweep(ctx: IdentityContext): Poller {
  async function each(orders: OrderKey[], act: typeof settleOrder): Promise<void> {
    for (const order of orders) {
      try {
        await withTransaction(ctx, (tx) => act(tx, order));
      } catch (error) {
        ctx.logger.warn(
          { err: error, orderId: order.id },
          'an order could not be settled; it is tried again',
        );
      }
    }
  }

  return createPoller({
    name: 'orders, expired, due or overtaken',
    logger: ctx.logger,
    intervalMs,
    async run() {
      await each(await selectExpiredOrders(ctx.db, batch), expireOrder);
      await each(await selectDueOrders(ctx.db, batch), settleOrder);
      await each(await selectOvertakenOrders(ctx.db, batch), endOvertakenOrders);
    },
  });
}
