import { aPackage } from '../../harness/credits/packages.ts';
import { registerUser } from '../../harness/identity/people.ts';
import type { MeteringServer } from '../../harness/metering/metering-server.ts';
import type { KeyedRequest } from './keyed-request.ts';

/** The POSTs of orders that honour a key. */
export function keyedOrderRequests(node: () => MeteringServer): Record<string, () => Promise<KeyedRequest>> {
  return {
    'POST /orders/create': async () => {
      const { token, account } = await registerUser(node().server);
      const { id: productId } = await node().done(
        node().post(
          '/admin/products/packages',
          { code: `ordered-${account.id}`, ...aPackage, status: 'active' },
          { token: node().admin },
        ),
      );
      const item = { productKind: 'package', productId };
      return {
        path: '/orders/create',
        body: { items: [item] },
        otherBody: { items: [{ ...item, quantity: 2 }] },
        token,
        effect: async () =>
          (
            await node().server.ctx.pool.query<object>(
              'select count(*) from public.orders where account_id = $1',
              [account.id],
            )
          ).rows,
      };
    },
  };
}
