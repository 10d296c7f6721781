import { z } from 'zod';
import type { Context } from '../base-context.ts';
import { OrderStatus } from './contract.ts';

/** Written by tg_order_timeline__tell.sql. */
const OrderUpdated = z.object({ accountId: z.uuid(), orderId: z.uuid(), status: OrderStatus });

/** Tells the browsers of the buyer, and of admins, that something has happened to an order. Call once a node. */
export function startOrderMessages({ onOutbox, live }: Context): void {
  onOutbox('orders.updated', (payload) => {
    const order = OrderUpdated.parse(payload);
    live.emit(`account:${order.accountId}`, 'order:updated', order);
    live.emit('admins', 'order:updated', order);
  });
}
