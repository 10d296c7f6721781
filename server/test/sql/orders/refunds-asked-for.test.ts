import { describe, expect, it } from '@jest/globals';
import { sqlstate, start } from '../../harness/metering/metering.ts';
import { useOrdersDatabase } from '../../harness/orders/orders.ts';

const database = useOrdersDatabase();

describe('a refund that we ask for', () => {
  it('is asked for after 1, 2, 4 … minutes again, also where nobody answers', async () => {
    const db = database();
    const { accountId, order } = await db.bought([await db.package()]);
    const refund = await db.requestRefund(accountId, order.id, 300);
    const minutes: number[] = [];
    let at = start;
    for (let turn = 0; turn < 13; turn += 1) {
      const claimed = await db.rows<{ refund_id: string }>(
        'select refund_id from public.claim_refunds(100, $1)',
        [at],
      );
      expect(claimed.map(({ refund_id: id }) => id)).toContain(refund.id);
      const [row] = await db.refunds(accountId, order.id);
      const next = row?.send_at?.toISOString() ?? at;
      minutes.push((Date.parse(next) - Date.parse(at)) / 60_000);
      at = next;
    }
    expect(minutes).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1440, 1440]);
  });

  it.each([
    ['answer', 'panel', 'callback'],
    ['answer', 'panel'],
    ['panel', 'answer'],
    ['panel', 'callback', 'answer'],
    ['callback', 'answer', 'panel'],
  ])('without a sum, beside one at the panel, are both counted: %s, then %s', async (...news) => {
    const db = database();
    const { accountId, order, moneyId } = await db.bought([await db.package()]);
    const ours = await db.requestRefund(accountId, order.id, 200);
    const told = (more: object) => ({
      type: 'refund_changed',
      providerPaymentId: moneyId,
      refunds: [{ state: 'succeeded', ...more }],
    });
    const tell: Record<string, () => Promise<unknown>> = {
      answer: () =>
        db.rows(`select public.note_refund_answer($1, $2, 'succeeded', null, 'theirs of ours', $3, $3)`, [
          accountId,
          ours.id,
          start,
        ]),
      callback: () =>
        db.tell(
          told({
            providerRefundId: 'theirs of ours',
            refundNumber: ours.refund_number,
            amountMinor: 200,
          }),
        ),
      panel: () => db.tell(told({ providerRefundId: 'of the panel', refundNumber: 'P1', amountMinor: 300 })),
    };
    for (const one of news) await tell[one]?.();
    expect(await db.credits(accountId)).toEqual([500, 0]);
    expect((await db.order(accountId, order.id)).refunded_minor).toBe(500);
    expect(await sqlstate(db.requestRefund(accountId, order.id, 501))).toBe('MSREX');
  });
});
