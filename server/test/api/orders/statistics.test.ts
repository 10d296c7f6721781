import { describe, expect, it } from '@jest/globals';
import { OrderStatistics } from '../../../src/orders/statistics/contract.ts';
import { useCreditsServer } from '../../harness/credits/credits-server.ts';
import { badFields } from '../../harness/metering/metering-server.ts';
import { paid, refunded } from '../../harness/orders/commands.ts';
import { giveBack, sell, tell } from '../../harness/orders/orders-server.ts';

const node = useCreditsServer();

const ask = (query: string) => node().get(`/admin/orders/statistics?${query}`, { token: node().admin });
const read = async (query: string) => OrderStatistics.parse(await node().done(ask(query)));
const of = ({ currencies }: OrderStatistics, currency: string) =>
  currencies.find((one) => one.currency === currency);

/** The day before an instant and the day after it. */
const around = (at: number) => {
  const [first, last] = [at - 86_400_000, at + 86_400_000].map((end) => new Date(end).toISOString());
  return `from=${first}&to=${last}`;
};

/** Attaches such a sum to an order of 10.00, as an admin does; the money's name. */
async function attach(amountMinor: number, currency: string): Promise<string> {
  const { buyer, orderId, reference } = await sell(node(), { amountMinor: 1_000, currency });
  const command = paid(reference, { amount_minor: amountMinor, currency });
  const moneyId = String(command['providerPaymentId']);
  await expect(tell(node(), command)).rejects.toThrow('It is mismatch');
  const { rows } = await node().server.owner.query<{ id: string }>(
    `select id from public.provider_events where money_id = $1`,
    [moneyId],
  );
  const body = { accountId: buyer.account.id, orderId };
  await node().done(
    node().post(`/admin/payments/inbox/${rows[0]?.id}/attach`, body, { token: node().admin }),
  );
  return moneyId;
}

/** A span of its own, long gone, so that no other test's money is in it. */
const from = '2025-03-01T00:00:00Z';
const to = '2025-03-04T00:00:00Z';

describe('GET /admin/orders/statistics', () => {
  it('tells paid, refunded and net by day of UTC and provider, each currency for itself', async () => {
    const sold = [
      { amountMinor: 500, currency: 'JPY', paidAt: '2025-03-01T00:00:00.000Z' },
      { amountMinor: 1_500, currency: 'KWD', paidAt: '2025-03-01T12:00:00.000Z' },
      { amountMinor: 13_900, currency: 'CNY', paidAt: '2025-03-01T23:59:59.999Z' },
      { amountMinor: 13_900, currency: 'CNY', paidAt: '2025-03-03T00:00:00.000Z' },
      // Outside, by a millisecond each.
      { amountMinor: 7, currency: 'JPY', paidAt: '2025-02-28T23:59:59.999Z' },
      { amountMinor: 7, currency: 'JPY', paidAt: '2025-03-04T00:00:00.000Z' },
    ];
    const sales = [];
    for (const one of sold) sales.push(await sell(node(), one));
    const [yen, dinars, , yuan] = sales;
    if (!yen || !dinars || !yuan) throw new Error('All of them were sold');
    await giveBack(node(), yen, 500);
    await giveBack(node(), dinars, 1);
    await giveBack(node(), yuan, 3_900);

    const statistics = await read(`from=${from}&to=${to}`);
    expect(statistics.timeZone).toBe('UTC');
    expect(statistics.currencies.map(({ currency }) => currency)).toEqual(['CNY', 'JPY', 'KWD']);
    expect(of(statistics, 'JPY')).toMatchObject({
      ...{ paid: 1, refunded: 1, grossMinor: 500, refundedMinor: 500, netMinor: 0 },
    });
    expect(of(statistics, 'KWD')).toMatchObject({
      ...{ paid: 1, refunded: 1, grossMinor: 1_500, refundedMinor: 1, netMinor: 1_499 },
    });
    const cny = { paid: 2, refunded: 1, grossMinor: 27_800, refundedMinor: 3_900, netMinor: 23_900 };
    expect(of(statistics, 'CNY')).toMatchObject({
      ...cny,
      byProvider: [{ provider: 'sandbox', ...cny }],
      steps: [
        { at: '2025-03-01T00:00:00.000Z', paid: 1, netMinor: 13_900 },
        { at: '2025-03-02T00:00:00.000Z', paid: 0, grossMinor: 0, netMinor: 0 },
        { at: '2025-03-03T00:00:00.000Z', paid: 1, grossMinor: 13_900, netMinor: 10_000 },
      ],
    });

    const byMonth = of(await read(`from=2025-02-01T00:00:00Z&to=${to}&granularity=month`), 'JPY');
    expect(byMonth?.steps.map(({ at, grossMinor }) => [at, grossMinor])).toEqual([
      ['2025-02-01T00:00:00.000Z', 7],
      ['2025-03-01T00:00:00.000Z', 500],
    ]);
    const byHour = of(await read(`from=${from}&to=2025-03-02T00:00:00Z&granularity=hour`), 'KWD');
    expect(byHour?.steps).toHaveLength(24);
    expect(byHour?.steps[12]).toMatchObject({ at: '2025-03-01T12:00:00.000Z', paid: 1 });
    expect((await read(`from=${from}&to=${to}&provider=stripe`)).currencies).toEqual([]);
    expect(of(await read(`from=${from}&to=${to}&provider=sandbox`), 'CNY')).toMatchObject(cny);
  });

  it('tells what came and what went back, to the unit, where that is not what was asked for', async () => {
    const moneyId = await attach(600, 'CHF');
    // Of 10.00 that is 1.683…, and no part of that is 1.01 of 6.00 again.
    await tell(node(), refunded(moneyId, 101));
    expect(of(await read(around(Date.now())), 'CHF')).toMatchObject({
      ...{ paid: 1, refunded: 1, grossMinor: 600, refundedMinor: 101, netMinor: 499 },
    });
  });

  it('looks for what went back of other sums only, however many came as they were asked for', async () => {
    await sell(node(), { amountMinor: 250, currency: 'DKK', paidAt: '2024-05-01T12:00:00.000Z' });
    const { owner } = node().server;
    const { rows } = await owner.query<{ definition: string }>(
      `select pg_get_functiondef('public.payment_money'::regproc) as definition`,
    );
    const definition = rows[0]?.definition ?? '';
    await owner.query(definition.replace(/\bbegin\b/i, `begin raise exception 'One by one takes too long';`));
    try {
      const sums = { paid: 1, grossMinor: 250, refundedMinor: 0 };
      expect(of(await read(around(Date.parse('2024-05-01T12:00:00Z'))), 'DKK')).toMatchObject(sums);
    } finally {
      await owner.query(definition);
    }
  });

  it('counts all orders that were made, but as sold only what was paid and kept', async () => {
    const { reference } = await sell(node(), {
      amountMinor: 250,
      currency: 'GBP',
      paidAt: new Date().toISOString(),
    });
    await sell(node(), { amountMinor: 250, currency: 'GBP' });
    // Paid twice: the second sum goes back, and is no revenue.
    await tell(node(), paid(reference, { amount_minor: 250, currency: 'GBP' }));
    const sums = { paid: 1, refunded: 0, grossMinor: 250, refundedMinor: 0, netMinor: 250 };
    expect(of(await read(''), 'GBP')).toMatchObject({ orders: 2, ...sums });
  });

  it('tells apart how much came that bought nothing, by when it came and by whom, gone back or not', async () => {
    const sale = { amountMinor: 300, currency: 'SGD', paidAt: '2025-03-01T12:00:00.000Z' };
    const { reference } = await sell(node(), sale);
    const money = { amount_minor: 300, currency: 'SGD' };
    await tell(node(), paid(reference, money, { at: '2025-03-02T12:00:00.000Z' }));
    const again = paid(reference, money, { at: '2025-03-03T12:00:00.000Z' });
    await tell(node(), again);
    await tell(node(), refunded(String(again['providerPaymentId']), 300));
    const span = `from=${from}&to=${to}`;
    const sums = { orders: 0, paid: 1, grossMinor: 300, refundedMinor: 0, netMinor: 300 };
    expect(of(await read(span), 'SGD')).toMatchObject({ ...sums, surplusMinor: 600 });
    expect(of(await read(`${span}&provider=sandbox`), 'SGD')).toMatchObject({ surplusMinor: 600 });
    expect(of(await read(`${span}&provider=stripe`), 'SGD')).toBeUndefined();
    const late = of(await read(`from=2025-03-03T00:00:00Z&to=${to}`), 'SGD');
    expect(late).toMatchObject({ paid: 0, grossMinor: 0, surplusMinor: 300 });
    const { owner } = node().server;
    await owner.query(
      `update public.payments set is_test = false where role = 'surplus' and received_minor = 300`,
    );
    expect(of(await read(span), 'SGD')).toMatchObject({ paid: 1, surplusMinor: 0 });
  });

  it.each([
    ['hour', 24, 13],
    ['day', 30, 10],
    ['month', 12, 7],
  ])(
    'has by %s the last %i unless another span is asked for, the present one so far',
    async (by, count, place) => {
      await sell(node(), { amountMinor: 250, currency: 'NOK', paidAt: new Date().toISOString() });
      const steps = of(await read(`granularity=${by}`), 'NOK')?.steps ?? [];
      expect(steps).toHaveLength(count);
      expect(steps.at(-1)?.at.slice(0, place)).toBe(new Date().toISOString().slice(0, place));
      expect(steps.at(-1)?.paid).toBeGreaterThan(0);
    },
  );

  it('leaves money of the other mode out', async () => {
    const { orderId } = await sell(node(), {
      amountMinor: 90,
      currency: 'SEK',
      paidAt: new Date().toISOString(),
    });
    expect(of(await read(''), 'SEK')).toMatchObject({ orders: 1, paid: 1 });
    await node().server.owner.query('update public.orders set is_test = false where id = $1', [orderId]);
    await node().server.owner.query('update public.payments set is_test = false where order_id = $1', [
      orderId,
    ]);
    expect(of(await read(''), 'SEK')).toBeUndefined();
  });

  it.each([
    ['hour', '2025-01-01T00:00:00Z', '2025-03-05T00:00:00Z'],
    ['day', '2024-01-01T00:00:00Z', '2025-03-05T00:00:00Z'],
    ['month', '2014-01-01T00:00:00Z', '2025-01-01T00:00:00Z'],
  ])('422 for too many steps of an %s', async (granularity, first, last) => {
    expect(badFields(await ask(`granularity=${granularity}&from=${first}&to=${last}`))).toEqual(['from']);
  });
});
