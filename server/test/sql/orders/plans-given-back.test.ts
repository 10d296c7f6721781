import { describe, expect, it } from '@jest/globals';
import { start } from '../../harness/metering/metering.ts';
import { refunded } from '../../harness/orders/commands.ts';
import { useOrdersDatabase } from '../../harness/orders/orders.ts';

const database = useOrdersDatabase();

describe('a plan whose money goes back', () => {
  it('tells the account’s history what it falls back to, and the admin what does not end', async () => {
    const db = database();
    const plan = await db.planOnSale();
    const codeOf = async (planId: string) =>
      (await db.one<{ code: string }>('select code from public.plans where id = $1', [planId])).code;
    const free = await codeOf(db.free.planId);
    const refund = async (accountId: string, orderId: string, moneyId: string) => {
      const { preview } = await db.one<{ preview: { items: object[] } }>(
        'select public.plan_refund($1, $2, null, true, p_now => $3) as preview',
        [accountId, orderId, start],
      );
      await db.tell(refunded(moneyId, 2000));
      const [line] = await db.rows<{ target: string; details: object }>(
        `select target, details from public.audit_log where account_id = $1 and action = 'plan.refunded'`,
        [accountId],
      );
      return { item: preview.items[0], line };
    };
    const { accountId, order, moneyId } = await db.bought([plan]);
    expect(await refund(accountId, order.id, moneyId)).toEqual({
      item: expect.objectContaining({ ends: true, isInForce: true }),
      line: { target: await codeOf(plan.planId), details: { after: free, orderId: order.id } },
    });

    const other = await db.bought([plan]);
    const given = await db.planOnSale({ quota: 7 });
    await db.rows('select public.apply_plan_version(array[$1::uuid], $2, $3)', [
      other.accountId,
      given.versionId,
      start,
    ]);
    expect(await refund(other.accountId, other.order.id, other.moneyId)).toEqual({
      item: expect.objectContaining({ ends: true, isInForce: false }),
      line: expect.objectContaining({
        details: expect.objectContaining({ after: await codeOf(given.planId) }),
      }),
    });
  });
});
