import { z } from 'zod';
import { aPackage } from '../../harness/credits/packages.ts';
import { registerUser } from '../../harness/identity/people.ts';
import type { MeteringServer } from '../../harness/metering/metering-server.ts';
import type { KeyedRequest } from './keyed-request.ts';

const Started = z.object({ order_id: z.string(), request_id: z.string() });

/** The POSTs of payments that honour a key, each by a buyer of its own. */
export function keyedPaymentRequests(
  node: () => MeteringServer,
): Record<string, () => Promise<KeyedRequest>> {
  async function buying() {
    const { token, account } = await registerUser(node().server);
    const offered = { code: `p${Date.now()}`, ...aPackage, status: 'active' };
    const { id } = await node().done(
      node().post('/admin/products/packages', offered, { token: node().admin }),
    );
    const rows = (statement: string) => async () =>
      (await node().server.ctx.pool.query<object>(statement, [account.id])).rows;
    return { token, rows, body: { product_id: id, provider: 'sandbox' } };
  }

  async function ordering() {
    const { token, rows, body } = await buying();
    const { order_id: id, request_id: reference } = Started.parse(
      await node().done(node().post('/payments', body, { token })),
    );
    return { token, rows, body, reference, path: `/orders/${id}` };
  }

  /** On an event of its own that no order of ours is about. */
  const onEvent = (act: string, body: object, otherBody: object) => async () => {
    const { server, admin } = node();
    const command = {
      type: 'payment_succeeded',
      reference: 'another program',
      providerPaymentId: `money ${Date.now()}`,
      ...{ amountMinor: 990, taxMinor: 0, currency: 'USD', at: new Date().toISOString() },
    };
    const { rows } = await server.owner.query<{ id: string }>(
      `select id, public.apply_event(id) from public.receive_event('sandbox', $1, 'x', p_commands => $2)`,
      [command.providerPaymentId, JSON.stringify([command])],
    );
    const id = rows[0]?.id ?? '';
    const count = 'select count(*) from public.audit_log where target = $1';
    return {
      path: `/admin/payments/inbox/${id}/${act}`,
      body,
      otherBody,
      token: admin,
      effect: async () => (await server.ctx.pool.query<object>(count, [id])).rows,
    };
  };

  return {
    'POST /admin/payments/inbox/:id/replay': onEvent('replay', {}, {}),
    'POST /admin/payments/inbox/:id/dismiss': onEvent('dismiss', { reason: 'one' }, { reason: 'other' }),
    'POST /admin/payments/inbox/:id/attach': async () => {
      const [one, other] = [await registerUser(node().server), await registerUser(node().server)];
      const bodies = [one, other].map(({ account }) => ({ accountId: account.id }));
      return onEvent('attach', bodies[0] ?? {}, bodies[1] ?? {})();
    },
    'POST /admin/orders/:id/refund': async () => {
      const { rows, path, body, reference } = await ordering();
      const sum = { amountMinor: 990, taxMinor: 0, currency: 'USD', at: new Date().toISOString() };
      const paid = [
        { type: 'payment_succeeded', reference, providerPaymentId: `money of ${reference}`, ...sum },
      ];
      await node().server.owner.query(
        `select public.apply_event(id)
         from public.receive_event('sandbox', $1, 'x', p_is_test => true, p_commands => $2)`,
        [reference, JSON.stringify(paid)],
      );
      const effect = rows('select count(*) from public.refunds where account_id = $1');
      const refund = { amountMinor: 100, reason: body.provider };
      const otherBody = { ...refund, amountMinor: 200 };
      return { path: `/admin${path}/refund`, body: refund, otherBody, token: node().admin, effect };
    },
    'POST /payments': async () => {
      const { token, rows, body } = await buying();
      const effect = rows('select id from public.orders where account_id = $1');
      return { path: '/payments', body, otherBody: { ...body, quantity: 2 }, token, effect };
    },
    'POST /orders/:id/pay': async () => {
      const { token, rows, path } = await ordering();
      const effect = rows('select count(*) from public.payments where account_id = $1');
      return { path: `${path}/pay`, body: { provider: 'sandbox' }, otherBody: {}, token, effect };
    },
    'POST /orders/:id/cancel': async () => {
      const { token, rows, path } = await ordering();
      // Cancelling knows no other content.
      const effect = rows(
        `select count(*) from public.orders where account_id = $1 and status = 'cancelled'`,
      );
      return { path: `${path}/cancel`, body: {}, otherBody: { reason: 'another' }, token, effect };
    },
  };
}
