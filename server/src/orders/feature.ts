import type { IdentityContext } from '../identity/service.ts';
import { createOrderLimit } from './limits.ts';
import { startOrderMessages } from './messages.ts';
import { orderRoutes } from './routes.ts';
import { startOrderSweep } from './sweep.ts';

/** What `features.ts` takes of orders. */
export const orders = {
  name: 'orders',
  routes: orderRoutes,
  jobs: [],
  hooks: {},
  build: (ctx: IdentityContext) => ({ orderLimit: createOrderLimit(ctx) }),
  start(ctx: IdentityContext) {
    startOrderMessages(ctx);
    const sweep = startOrderSweep(ctx);
    return [() => sweep.stop()];
  },
} as const;
