import { expect, test } from '@jest/globals';
import { isOvertaken, waitingItem, whySurplus } from '../../src/features/orders/own/detail/how-it-stands.ts';

type Paid = Parameters<typeof waitingItem>[0];

const given = '2026-11-30T08:00:00.000Z';
const at = Date.parse(given);

const paid = (startsAt: string | null, status: Paid['status'] = 'paid'): Paid => ({
  ...{ id: '1', accountId: '1', orderNumber: '1', status, currency: 'USD', isTest: true, goodsDue: false },
  ...{ amountMinor: 900, refundedMinor: 0, createdAt: given, expiresAt: given, payments: [], refunds: [] },
  items: [
    {
      ...{ id: '1', productKind: 'plan_price', productId: '1', code: 'team', name: {}, interval: 'month' },
      ...{ credits: null, dailyCredits: null, validityDays: null, quantity: 1 },
      ...{ unitPriceMinor: 900, totalMinor: 900, startsAt, endsAt: null },
    },
  ],
  timeline: [
    {
      ...{ kind: 'item_fulfilled', fromStatus: null, toStatus: null, cause: null, eventAt: null },
      createdAt: given,
    },
  ],
});

test('a plan that begins after what was bought before waits, until it has begun', () => {
  const order = paid('2027-11-30T08:00:00.000Z');
  expect(waitingItem(order, at)?.code).toBe('team');
  expect(waitingItem(order, Date.parse('2027-11-30T08:00:00.001Z'))).toBeUndefined();
});

test('a plan that begins as it is given does not wait, however late the clock of the browser is', () => {
  expect(waitingItem(paid(given), at - 3_600_000)).toBeUndefined();
});

test('nor does what was not given, or was given back', () => {
  expect(waitingItem(paid(null), at)).toBeUndefined();
  expect(waitingItem(paid('2027-11-30T08:00:00.000Z', 'refunded'), at)).toBeUndefined();
});

test('an order that was overtaken is so once its late money goes back, and tells one reason', () => {
  const event = { fromStatus: null, eventAt: null, createdAt: given };
  const late: Paid = {
    ...paid(null, 'refunded'),
    timeline: [
      { ...event, kind: 'status', toStatus: 'cancelled', cause: 'plan_bought' },
      { ...event, kind: 'surplus', toStatus: null, cause: 'plan_runs' },
    ],
  };
  expect([isOvertaken(late), whySurplus(late)]).toEqual([true, 'plan_bought']);
  // Money that came after the other plan was refunded buys it all the same.
  const timeline = [...late.timeline, ...paid(null).timeline];
  expect([isOvertaken({ ...late, timeline }), isOvertaken({ ...late, status: 'paid' })]).toEqual([
    false,
    false,
  ]);
  const [, surplus] = late.timeline;
  expect(whySurplus({ ...late, timeline: surplus ? [surplus] : [] })).toBe('plan_runs');
});
