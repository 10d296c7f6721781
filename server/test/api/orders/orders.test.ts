import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ActivePackage } from '../../../src/credits/packages/contract.ts';
import { Order, OrderDetail } from '../../../src/orders/contract.ts';
import { createPlan, updatePlan } from '../../harness/catalog/catalog.ts';
import { useCreditsServer } from '../../harness/credits/credits-server.ts';
import { offerPackage } from '../../harness/credits/packages.ts';
import { registerUser, type Person } from '../../harness/identity/people.ts';
import { unknownId } from '../../harness/metering/metering-server.ts';
import { paid } from '../../harness/orders/commands.ts';
import { sell, tell } from '../../harness/orders/orders-server.ts';

const node = useCreditsServer();
const buyer = () => registerUser(node().server);

async function order({ token }: Person, items?: object[]): Promise<OrderDetail> {
  const { id: productId } = await offerPackage(node());
  const body = { items: items ?? [{ productKind: 'package', productId, quantity: 2 }] };
  return OrderDetail.parse(await node().done(node().post('/orders/create', body, { token })));
}

describe('an order', () => {
  it('is made of what is on offer, and shown to its buyer and to admins', async () => {
    const ann = await buyer();
    const made = await order(ann);
    expect(made).toMatchObject({
      accountId: ann.account.id,
      status: 'pending',
      currency: 'USD',
      amountMinor: 1980,
      refundedMinor: 0,
      goodsDue: false,
      items: [
        { name: { en: 'Starter', 'zh-CN': '入门' }, quantity: 2, unitPriceMinor: 990, totalMinor: 1980 },
      ],
      timeline: [{ kind: 'status', fromStatus: null, toStatus: 'pending', cause: 'created' }],
      payments: [],
      refunds: [],
    });
    const { token } = ann;
    expect(await node().done(node().get(`/orders/${made.id}`, { token }))).toEqual(made);
    expect(await node().done(node().get(`/orders/${made.id}`, { token: node().admin }))).toEqual(made);
    expect(await node().done(node().post('/orders', { orderId: made.id }, { token }))).toEqual(made);
  });

  it('tells from when until when a package of it holds: after the same one that was bought before', async () => {
    const { token } = await buyer();
    const { id } = await offerPackage(node());
    const itemOf = async (orderId: unknown) =>
      OrderDetail.parse(await node().done(node().get(`/orders/${String(orderId)}`, { token }))).items[0];
    const buy = async () => {
      const body = { product_id: id, provider: 'sandbox' };
      const started = await node().done(node().post('/payments', body, { token }));
      expect(await itemOf(started.order_id)).toMatchObject({ startsAt: null, endsAt: null });
      await tell(node(), paid(started.request_id, { amount_minor: 990, currency: 'USD' }));
      return itemOf(started.order_id);
    };
    const [first, second] = [await buy(), await buy()];
    expect(Date.parse(first?.startsAt ?? '')).toBeLessThanOrEqual(Date.now());
    expect(second?.startsAt).toBe(first?.endsAt);
    const active = ActivePackage.parse((await node().done(node().get('/packages/active', { token })))[0]);
    expect(active.terms).toMatchObject([
      { startsAt: first?.startsAt, endsAt: first?.endsAt },
      { startsAt: second?.startsAt, endsAt: second?.endsAt },
    ]);
  });

  it('is refused of a plan that is on request by now, in words of its own; an open one can be paid, and gives it', async () => {
    const { server, admin } = node();
    await createPlan(server, admin, { code: 'start', isDefault: true });
    const ann = await buyer();
    const prices = [{ interval: 'month' as const, amountMinor: 900, currency: 'USD' }];
    const plan = await createPlan(server, admin, { code: 'asked', prices });
    const items = [{ productKind: 'plan_price', productId: plan.prices[0]?.id }];
    const open = await order(ann, items);
    const contactUrl = 'mailto:sales@example.com';
    await updatePlan(server, admin, plan.id, { prices: [], sales: 'on_request', contactUrl });
    expect(await node().post('/orders/create', { items }, { token: ann.token })).toMatchObject({
      status: 409,
      body: { code: 'plan_on_request' },
    });
    const of = { token: ann.token };
    const page = await node().done(node().post(`/orders/${open.id}/pay`, { provider: 'sandbox' }, of));
    await tell(node(), paid(page.request_id, { amount_minor: 900, currency: 'USD' }));
    expect((await node().done(node().get(`/orders/${open.id}`, of))).status).toBe('paid');
    expect((await node().done(node().get('/usage/quota-overview', of))).plan).toMatchObject({
      code: 'asked',
      version: 1,
    });
  });

  it('is not there for others, in the words of one that does not exist', async () => {
    const [ann, bob] = [await buyer(), await buyer()];
    const { id } = await order(ann);
    const { token } = bob;
    for (const answer of [
      await node().get(`/orders/${id}`, { token }),
      await node().post('/orders', { orderId: id }, { token }),
      await node().get(`/orders/${unknownId}`, { token }),
    ]) {
      expect(answer).toMatchObject({
        status: 404,
        body: { code: 'not_found', detail: 'There is no such order' },
      });
    }
    expect(await node().done(node().get('/orders', { token }))).toEqual([]);
  });

  it('tells its buyer no more than that a refund was asked for: why is between admins', async () => {
    const sale = await sell(node(), { paidAt: new Date().toISOString() });
    const { token } = sale.buyer;
    const reason = 'Looks like fraud to me';
    const body = { amountMinor: 100, reason };
    await node().done(node().post(`/admin/orders/${sale.orderId}/refund`, body, { token: node().admin }));
    const shown = OrderDetail.parse(await node().done(node().get(`/orders/${sale.orderId}`, { token })));
    expect(shown.timeline.find(({ kind }) => kind === 'refund_requested')).toMatchObject({ cause: null });
    expect(shown.timeline.map(({ cause }) => cause)).toContain('payment');
    expect(JSON.stringify(shown)).not.toContain(reason);
  });

  it('of what is not there, not on sale, or not in that currency is refused', async () => {
    const { token } = await buyer();
    const ask = (item: object) => node().post('/orders/create', { items: [item] }, { token });
    const { id: productId } = await offerPackage(node(), { status: 'draft' });
    const offered = await offerPackage(node());
    const item = { productKind: 'package', productId };
    expect((await ask(item)).status).toBe(409);
    expect((await ask({ ...item, productId: unknownId })).status).toBe(404);
    expect((await ask({ ...item, productId: offered.id, currency: 'EUR' })).status).toBe(409);
    expect((await ask({ ...item, productId: offered.id, quantity: 0 })).status).toBe(422);
  });
});

describe('lists', () => {
  it('show one’s own, newest first, page by page and by status', async () => {
    const ann = await buyer();
    const { token } = ann;
    const made: string[] = [];
    for (let count = 0; count < 3; count += 1) made.unshift((await order(ann)).id);
    const page = async (query: string) => {
      const { body } = await node().get(`/orders?limit=2${query}`, { token });
      return {
        ids: z
          .array(Order)
          .parse(body.data)
          .map(({ id }) => id),
        next: body.page.nextCursor,
      };
    };
    const first = await page('');
    const second = await page(`&cursor=${first.next}`);
    expect([first.ids, second.ids, second.next]).toEqual([made.slice(0, 2), made.slice(2), null]);
    expect((await page('&status=paid')).ids).toEqual([]);
    expect((await page('&status=pending')).ids).toEqual(made.slice(0, 2));
    expect((await node().get('/orders?cursor=mine', { token })).status).toBe(422);
  });
});
