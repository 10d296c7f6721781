import { describe, expect, it } from '@jest/globals';
import { sqlstate, start } from '../../harness/metering/metering.ts';
import { paid } from '../../harness/orders/commands.ts';
import { useOrdersDatabase } from '../../harness/orders/orders.ts';

const database = useOrdersDatabase();

describe('an order of a package', () => {
  it('is made, paid, and gives its credits once, whatever tells that it was paid', async () => {
    const db = database();
    const { accountId, order, payment, paid: command } = await db.opened([await db.package()]);
    expect(order).toMatchObject({ status: 'pending', amount_minor: 1000, currency: 'USD' });
    expect(order.order_number).toMatch(/^20260310[0-9A-HJKMNP-TV-Z]{14}$/);
    expect(payment).toMatchObject({ result: 'opened', reference: `${order.order_number}01` });
    expect(await db.credits(accountId)).toEqual([0, 0]);

    expect(await db.tell(command)).toBe('applied');
    const state = await db.fingerprint();
    expect(await db.order(accountId, order.id)).toMatchObject({
      status: 'paid',
      kept_payment_id: payment.payment_id,
    });
    expect(await db.credits(accountId)).toEqual([1000, 0]);
    // Again: the same event, and another one of the same fact.
    const eventId = await db.receive([command], { eventId: 'the same' });
    expect(await db.apply(eventId)).toBe('applied');
    expect(await db.apply(eventId)).toBe('applied');
    expect(await db.receive([command], { eventId: 'the same' })).toBe(eventId);
    expect(await db.fingerprint()).toBe(state);
    expect(await db.statuses(accountId, order.id)).toEqual(['pending', 'paid']);
  });

  it('gives once when ten tell it at the same time', async () => {
    const db = database();
    const { accountId, order, paid: command } = await db.opened([await db.package()]);
    const ids = await Promise.all(Array.from({ length: 10 }, () => db.receive([command])));
    expect(await Promise.all(ids.map((id) => db.apply(id)))).toEqual(Array(10).fill('applied'));
    expect(await db.credits(accountId)).toEqual([1000, 0]);
    expect(await db.payments(accountId, order.id)).toHaveLength(1);
  });

  it('takes its own packages, quantities and prices, in one currency', async () => {
    const db = database();
    const one = await db.package({ credits: 100, prices: [{ amountMinor: 500, currency: 'JPY' }] });
    const two = await db.package({
      credits: 7,
      prices: [
        { amountMinor: 1390, currency: 'CNY' },
        { amountMinor: 300, currency: 'JPY' },
      ],
    });
    const {
      accountId,
      order,
      paid: command,
    } = await db.opened([
      { ...one, quantity: 3 },
      { ...two, currency: 'JPY' },
    ]);
    expect(order).toMatchObject({ amount_minor: 1800, currency: 'JPY' });
    await db.tell(command);
    expect(await db.credits(accountId)).toEqual([307, 0]);
    for (const items of [
      [one, two],
      [],
      [{ ...one, quantity: 0 }],
      [{ ...one, quantity: 1001 }],
      Array<typeof one>(21).fill(one),
    ]) {
      expect(await sqlstate(db.createOrder(accountId, items))).toBe('MSINV');
    }
    const dear = await db.package({ prices: [{ amountMinor: 2 ** 53 - 1, currency: 'USD' }] });
    for (const items of [
      [{ ...dear, quantity: 2 }],
      // More than a bigint holds.
      Array<typeof dear>(20).fill({ ...dear, quantity: 1000 }),
    ]) {
      expect(await sqlstate(db.createOrder(accountId, items))).toBe('MSINV');
    }
    expect(await sqlstate(db.createOrder(accountId, [{ ...one, currency: 'EUR' }]))).toBe('MSCON');
    expect(await sqlstate(db.createOrder(accountId, [{ ...one, productId: accountId }]))).toBe('MSNOF');
    expect(await sqlstate(db.createOrder(one.productId, [one]))).toBe('MSAUN');
  });

  it('refuses what is not on sale, or could not be given', async () => {
    const db = database();
    const archived = await db.package();
    await db.rows(`update public.packages set status = 'archived' where id = $1`, [archived.productId]);
    const accountId = await db.buyer();
    expect(await sqlstate(db.createOrder(accountId, [archived]))).toBe('MSCON');
    const vast = await db.package({ credits: 2 ** 53 - 1 });
    await db.rows(`select public.grant_credits($1, 1, 'admin', 'one', p_now => $2)`, [accountId, start]);
    expect(await sqlstate(db.createOrder(accountId, [vast]))).toBe('MSINV');
    const long = await db.package({ days: 3660 });
    expect(await sqlstate(db.createOrder(accountId, [{ ...long, quantity: 10 }]))).toBe('MSINV');
    await db.rows('update public.accounts set closed_at = $2 where id = $1', [accountId, start]);
    expect(await sqlstate(db.createOrder(accountId, [long]))).toBe('MSCLO');
  });

  it('shows what is sold, and charges and gives that whatever is edited or archived meanwhile', async () => {
    const db = database();
    const item = await db.package();
    const { accountId, paid: command } = await db.opened([item]);
    await db.rows(`select public.publish_package_version($1, 1, $2, '{}')`, [
      item.productId,
      JSON.stringify({
        name: {},
        description: {},
        credits: 5,
        validityDays: 1,
        prices: [{ amountMinor: 9999, currency: 'USD' }],
      }),
    ]);
    await db.rows(`update public.packages set status = 'archived' where id = $1`, [item.productId]);
    await db.tell(command);
    expect(await db.credits(accountId)).toEqual([1000, 0]);
  });

  it('has no effect where another sum, currency, provider or mode is told, and stays payable', async () => {
    const db = database();
    const { accountId, order, payment, paid: command } = await db.opened([await db.package()]);
    const state = await db.fingerprint();
    for (const { more, told } of [
      { more: { amountMinor: 999 } },
      { more: { amountMinor: 1001 } },
      { more: { currency: 'EUR' } },
      { told: { provider: 'stripe' } },
      { told: { isTest: true } },
    ]) {
      expect(await db.tell({ ...command, ...more }, told)).toBe('mismatch');
    }
    expect(await db.fingerprint()).toBe(state);
    expect(await db.tell(paid(payment.reference, order, { taxMinor: 210 }))).toBe('applied');
    expect(await db.payments(accountId, order.id)).toMatchObject([
      { received_minor: 1210, tax_minor: 210, role: 'kept' },
    ]);
  });

  it('costs nothing: it is paid at once', async () => {
    const db = database();
    const accountId = await db.buyer();
    const plan = await db.planOnSale({ amountMinor: 0 });
    const order = await db.createOrder(accountId, [plan]);
    expect(order.status).toBe('paid');
    expect((await db.openPayment(accountId, order.id)).result).toBe('not_payable');
    expect(await db.payments(accountId, order.id)).toMatchObject([{ provider: 'none', role: 'kept' }]);
  });
});
