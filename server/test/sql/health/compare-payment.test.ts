import { expect, it } from '@jest/globals';
import { foundAfter } from '../../harness/database/found-after.ts';
import { start } from '../../harness/metering/metering.ts';
import { disputed, paid, refunded, type Command } from '../../harness/orders/commands.ts';
import { useOrdersDatabase } from '../../harness/orders/orders.ts';

const database = useOrdersDatabase();

/** An order that was paid, of which 300 of 1,000 went back, and a dispute that was opened; and what tells all of it. */
async function known() {
  const db = database();
  const { accountId, order, payment, paid: told } = await db.opened([await db.package()]);
  const moneyId = String(told['providerPaymentId']);
  const truth: Command[] = [told, refunded(moneyId, 300), disputed(moneyId, 'opened', 200)];
  for (const command of truth) await db.tell(command);
  const compare = async (commands: Command[] | null, { state = 'succeeded', back = 300 } = {}) => {
    const { same } = await db.one<{ same: boolean }>(
      'select public.compare_payment($1, $2, $3, $4, $5, $6) as same',
      [accountId, payment.payment_id, commands && JSON.stringify(commands), state, back, start],
    );
    return same;
  };
  const rules = async (statement = '') =>
    (await foundAfter(db, statement, { values: statement === '' ? [] : [accountId], at: start })).filter(
      (found) => found.check_name === 'providers',
    );
  return { db, accountId, order, payment, told, moneyId, truth, compare, rules };
}

it('finds nothing where the provider says what is in the books', async () => {
  const { truth, compare, rules } = await known();
  expect(await compare(truth)).toBe(true);
  expect(await rules()).toEqual([]);
});

it.each([
  [
    'what was paid at the provider was paid here',
    { is: 1000, 'should be': 1001 },
    (truth: Command[]) => [{ ...truth[0]!, taxMinor: 1 }, ...truth.slice(1)],
  ],
  ['what was paid here was paid at the provider', { is: 1000, 'should be': 0 }, () => []],
  [
    'what went back at the provider went back here',
    { is: 300, 'should be': 700 },
    (truth: Command[]) => [truth[0]!, { ...truth[1]!, cumulativeMinor: 700 }, truth[2]!],
  ],
  [
    'what went back at the provider went back here',
    { is: 300, 'should be': 0 },
    (truth: Command[]) => [truth[0]!, { ...truth[1]!, cumulativeMinor: 0 }, truth[2]!],
  ],
  [
    'disputes stand as at the provider',
    { is: 'opened', 'should be': 'lost' },
    (truth: Command[]) => [truth[0]!, truth[1]!, { ...truth[2]!, state: 'lost' }],
  ],
])('finds that “%s” does not hold (%#), until it does', async (rule, detail, change) => {
  const { accountId, order, payment, truth, compare, rules } = await known();
  expect(await compare(change(truth))).toBe(false);
  // A provider that doesn't answer the next time has not taken that back.
  expect(await compare(null)).toBe(false);
  expect(await rules()).toEqual([
    {
      check_name: 'providers',
      rule,
      account_id: accountId,
      detail: expect.objectContaining({
        ...detail,
        order: order.id,
        payment: payment.payment_id,
        provider: 'sandbox',
      }),
    },
  ]);
  expect(await compare(truth)).toBe(true);
  expect(await rules()).toEqual([]);
});

it('takes nothing for a difference that came while the provider was asked', async () => {
  const { db, accountId, moneyId, truth, compare, rules } = await known();
  expect(await compare([], { state: 'open', back: 0 })).toBe(true);
  await db.tell(refunded(moneyId, 500));
  expect(await compare(truth, { back: 300 })).toBe(true);
  expect(await rules()).toEqual([]);
  expect(await db.credits(accountId)).toEqual([300, 0]);
});

it('finds money of a second page that is not here, though the order is paid', async () => {
  const { truth, order, payment, compare, rules } = await known();
  expect(await compare([...truth, paid(payment.reference, order)])).toBe(false);
  expect(await rules()).toMatchObject([{ rule: 'what was paid at the provider was paid here' }]);
  await compare(truth);
});

it('asks first about what differed, then about what was not asked for the longest', async () => {
  const db = database();
  const list = async (accountId: string) =>
    (
      await db.rows<{ id: string }>(
        `select payment_id as id from public.payments_to_compare($1, $1, '-infinity', '{sandbox}', 10)`,
        [accountId],
      )
    ).map(({ id }) => id);
  const { accountId, payment: first, compare, truth } = await known();
  const other = await db.createOrder(accountId, [await db.package()]);
  const second = await db.openPage(accountId, other.id);
  expect(await list(accountId)).toHaveLength(2);
  await compare(truth);
  expect(await list(accountId)).toEqual([second.payment_id, first.payment_id]);
  await compare([]);
  expect(await list(accountId)).toEqual([first.payment_id, second.payment_id]);
  await compare(truth);
});
