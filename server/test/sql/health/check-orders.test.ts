import { expect, it } from '@jest/globals';
import { foundAfter } from '../../harness/database/found-after.ts';
import { after, start } from '../../harness/metering/metering.ts';
import { paid, refunded } from '../../harness/orders/commands.ts';
import { useOrdersDatabase, type OrdersDatabase } from '../../harness/orders/orders.ts';

const database = useOrdersDatabase();
const later = after(start, { hours: -30 * 24 });

/**
 * An account that has bought a package, of which a part went back, and a plan; paid an order twice; and has an order
 * that waits.
 */
async function customer(db: OrdersDatabase): Promise<string> {
  const { accountId, order, moneyId } = await db.bought([await db.package()]);
  await db.tell(refunded(moneyId, 300));
  await db.requestRefund(accountId, order.id, 100);
  const plan = await db.createOrder(accountId, [await db.planOnSale()]);
  const first = await db.openPage(accountId, plan.id);
  await db.tell(paid(first.reference, plan));
  await db.tell(paid(first.reference, plan));
  const waiting = await db.createOrder(accountId, [await db.package()]);
  await db.openPage(accountId, waiting.id);
  return accountId;
}

const orders = 'update public.orders set';
const payments = 'update public.payments set';
const packages = `(select order_id from public.order_items where account_id = $1 and product_kind = 'package' limit 1)`;

/** What is done, and the check and rule that must name it. */
const corruptions: [check: string, rule: string, statement: string][] = [
  [
    'orders',
    'what is paid is given once, what is not is not given',
    'delete from public.fulfilments where account_id = $1 and granted_units > 0',
  ],
  [
    'orders',
    'what is paid is given once, what is not is not given',
    `insert into public.fulfilments (account_id, order_item_id, order_id, granted_units, created_at)
     select item.account_id, item.id, item.order_id, 1000, now()
     from public.order_items as item join public.orders using (account_id)
     where account_id = $1 and orders.id = item.order_id and orders.status = 'pending'`,
  ],
  [
    'orders',
    'what is taken is the part whose money goes back',
    'update public.fulfilments set revoked_units = 0 where account_id = $1 and granted_units > 0',
  ],
  [
    'orders',
    'the ledger shows what was given',
    `update public.credit_lots set amount = 999 where account_id = $1 and source = 'purchase'`,
  ],
  [
    'orders',
    'the ledger shows what was taken',
    `update public.credit_lots set revoked = 0 where account_id = $1 and source = 'purchase'`,
  ],
  [
    'orders',
    'plans and days end with all of their money',
    'update public.subscriptions set ended_at = now() where account_id = $1',
  ],
  [
    'orders',
    'credits that were bought have their order',
    `update public.credit_lots set source_id = 'x' where account_id = $1 and source = 'purchase'`,
  ],
  [
    'orders',
    'money that came has its role',
    `${payments} role = null where account_id = $1 and role = 'surplus'`,
  ],
  [
    'orders',
    'what bought nothing goes back',
    `delete from public.refunds where account_id = $1 and cause = 'surplus'`,
  ],
  [
    'orders',
    'no more goes back than came',
    `update public.refunds set amount_minor = 5000 where account_id = $1 and cause = 'surplus'`,
  ],
  [
    'orders',
    'what came is the price and its tax',
    `${payments} received_minor = received_minor + 1 where account_id = $1 and role = 'kept'`,
  ],
  [
    'orders',
    'an order that costs something is paid by a provider',
    `${payments} provider = 'none' where account_id = $1 and role = 'kept'`,
  ],
  [
    'orders',
    "the payment that is kept is the order's",
    `${orders} kept_payment_id = id where account_id = $1 and status = 'paid'`,
  ],
  [
    'orders',
    'the status follows from the money',
    `${orders} status = 'paid' where account_id = $1 and status = 'partially_refunded'`,
  ],
  [
    'orders',
    'what is refunded is the part of the money that is gone',
    `${orders} refunded_minor = 299 where account_id = $1 and status = 'partially_refunded'`,
  ],
  [
    'orders',
    'the timeline tells the status',
    `delete from public.order_timeline where account_id = $1 and order_id = ${packages} and to_status = 'partially_refunded'`,
  ],
  [
    'orders',
    'an order is the sum of its items',
    'update public.order_items set discount_minor = 1, total_minor = total_minor - 1 where account_id = $1',
  ],
  ['orders', 'an order can be found by its number', 'delete from public.order_numbers where account_id = $1'],
  [
    'orders',
    'no order is past its time',
    `${orders} expires_at = '${later}' where account_id = $1 and status = 'pending'`,
  ],
  [
    'orders',
    'goods are given in time',
    `${orders} goods_due_at = now(), goods_attempts = 8, goods_error = 'no' where account_id = $1 and status = 'paid'`,
  ],
  [
    'providers',
    'attempts are asked about in time',
    `${payments} next_query_at = '${later}' where account_id = $1 and state = 'open'`,
  ],
  [
    'providers',
    'refunds are asked for in time',
    `update public.refunds set send_at = '${later}' where account_id = $1`,
  ],
  [
    'providers',
    'refunds come to an end',
    `update public.refunds set created_at = '${later}' where account_id = $1`,
  ],
];

it.each(corruptions)('%s: finds that “%s” does not hold (%#)', async (check, rule, statement) => {
  const db = database();
  const accountId = await customer(db);
  await customer(db);
  const found = await foundAfter(db, statement, { values: [accountId], at: start });
  expect(found).toContainEqual({
    check_name: check,
    rule,
    account_id: accountId,
    detail: expect.objectContaining(rule.startsWith('credits') ? {} : { order: expect.any(String) }),
  });
  expect(new Set(found.map((one) => one.account_id))).toEqual(new Set([accountId]));
});

it('finds nothing where nothing is wrong, nor where an admin has ended what was bought', async () => {
  const db = database();
  const accountId = await customer(db);
  expect(await foundAfter(db, '', { at: start })).toEqual([]);
  const ended = await db.rows(
    `select public.end_package($1, id, 'by hand', null, $2) from public.user_package_terms where account_id = $1`,
    [accountId, start],
  );
  expect(ended).toHaveLength(1);
  expect(await foundAfter(db, '', { at: start })).toEqual([]);
});

it('has a corruption here for each rule', async () => {
  const sources = await database().rows<{ source: string }>(
    `select prosrc as source from pg_catalog.pg_proc where proname ~ '^(audit_order_|overdue_of_(orders|payments))'`,
  );
  const rules = sources.flatMap(({ source }) =>
    [...source.matchAll(/select\s+'((?:[^']|'')+)',/g)].map(([, rule]) => rule?.replace("''", "'")),
  );
  expect([...new Set(rules)].sort()).toEqual([...new Set(corruptions.map(([, rule]) => rule))].sort());
});
