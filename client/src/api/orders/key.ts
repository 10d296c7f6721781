import { z } from 'zod';

/** Apart from the queries, as every page listens: what the first screen needs of orders is no more than this. */

/** Everything below this key is about the orders of the account that is signed in, and how they are paid. */
export const ordersKey = ['orders'] as const;

/** Everything below this key is what admins see of everybody's orders. */
export const adminOrdersKey = ['admin', 'orders'] as const;

/** What is read of the event `order:updated`: that there is something new, not what. */
export const OrderTold = z.object({ accountId: z.string() });
