import { expect, it } from '@jest/globals';
import { useCreditsDatabase } from '../../../harness/credits/credits.ts';
import { after, start } from '../../../harness/metering/metering.ts';

const database = useCreditsDatabase();

it('each line leaves one side and enters another: sides add up to balance, debt, and nothing in all', async () => {
  const db = database();
  const end = after(start, { hours: 1 });
  const accountId = await db.account({ amount: 40, expiresAt: end });
  const { lot_id: lotId } = await db.grant(accountId, { amount: 100, priority: 1 });
  const { transaction_id: use } = await db.use(accountId, 90);
  await db.revoke(accountId, lotId, { amount: 70 });
  await db.giveBack(accountId, use, { amount: 15 });
  await db.reinstate(accountId, lotId, 20);
  await db.grant(accountId, { amount: 30 });
  await db.use(accountId, 1, end);
  const sides = await db.rows<{ side: string; amount: number }>(
    `select side, sum(amount)::int as amount from public.v_credit_entries where account_id = $1
     group by side order by side`,
    [accountId],
  );
  const [available] = await db.state(accountId, end);
  expect(await db.state(accountId, end)).toEqual([available, 0, 0]);
  expect(Object.fromEntries(sides.map(({ side, amount }) => [side, amount]))).toEqual({
    issued: -170,
    consumed: 76,
    expired: 40,
    revoked: 50,
    balance: available,
    debt: 0,
  });
  expect(new Set((await db.lines(accountId)).map((line) => line.split(' ')[0]))).toEqual(
    new Set(['grant', 'consume', 'revoke', 'debt', 'return', 'debt_repaid', 'debt_waived', 'expire']),
  );
});
