import { expect, it } from '@jest/globals';
import { tamper } from '../../harness/database/tamper.ts';
import { after, sqlstate, start } from '../../harness/metering/metering.ts';
import { refunded } from '../../harness/orders/commands.ts';
import { auditOrders } from '../../harness/orders/orders-audit.ts';
import { useOrdersDatabase, type OrdersDatabase } from '../../harness/orders/orders.ts';

const database = useOrdersDatabase();

interface Finding {
  id: string;
  rule: string;
  repair: string | null;
  repaired_at: Date | null;
}

async function look(db: OrdersDatabase, accountId: string, at = start): Promise<Finding[]> {
  await db.rows('select public.look_at_accounts(null, $1, $1, 1, $2)', [accountId, at]);
  return known(db, accountId);
}

const known = (db: OrdersDatabase, accountId: string) =>
  db.rows<Finding>(
    `select id, rule, repair, repaired_at from public.health_findings
     where account_id = $1 and repaired_at is null order by rule`,
    [accountId],
  );

const repair = (db: OrdersDatabase, id: string | undefined, at = start) =>
  db.rows('select public.repair_health_finding($1, $2)', [id, at]);

/** What is done, the rules that are broken by it, and the repair of the first. */
const repairs: [repair: string, rules: string[], statement: string][] = [
  [
    'settle_order',
    ['credits that were bought have their order', 'what is paid is given once, what is not is not given'],
    'delete from public.fulfilments where account_id = $1',
  ],
  [
    'settle_order',
    ['what is taken is the part whose money goes back'],
    'update public.fulfilments set revoked_units = 100 where account_id = $1',
  ],
  [
    'settle_order',
    ['what is refunded is the part of the money that is gone'],
    'update public.orders set refunded_minor = 1 where account_id = $1',
  ],
];

it.each(repairs)('%s mends %j', async (by, rules, statement) => {
  const db = database();
  const { accountId, moneyId } = await db.bought([await db.package()]);
  await db.tell(refunded(moneyId, 300));
  await tamper(db.pool, statement, [accountId]);
  const found = await look(db, accountId);
  expect(found.map(({ rule }) => rule)).toEqual(rules);
  const mendable = found.filter((one) => one.repair !== null);
  expect(mendable.map((one) => one.repair)).toEqual([by]);
  await repair(db, mendable[0]?.id);
  expect(await known(db, accountId)).toEqual([]);
  expect(await auditOrders(db.pool, accountId)).toEqual([]);
  expect(await db.credits(accountId)).toEqual([700, 0]);
});

it('settle_order sends back what bought nothing, once', async () => {
  const db = database();
  const { accountId, order, paid: told } = await db.bought([await db.package()]);
  await db.tell({ ...told, providerPaymentId: 'again' });
  await tamper(db.pool, 'delete from public.refunds where account_id = $1', [accountId]);
  const [finding] = await look(db, accountId);
  expect(finding).toMatchObject({ rule: 'what bought nothing goes back', repair: 'settle_order' });
  await Promise.all([repair(db, finding?.id), repair(db, finding?.id)]);
  expect(await db.refunds(accountId, order.id)).toMatchObject([{ cause: 'surplus', amount_minor: 1000 }]);
});

it('settle_order changes nothing where goods can’t be given', async () => {
  const db = database();
  const { accountId } = await db.bought([await db.package()]);
  await tamper(db.pool, 'delete from public.fulfilments where account_id = $1', [accountId]);
  await tamper(db.pool, 'update public.user_package_terms set quantity = 2 where account_id = $1', [
    accountId,
  ]);
  const finding = (await look(db, accountId)).find((one) => one.repair === 'settle_order');
  expect(finding?.rule).toBe('what is paid is given once, what is not is not given');
  const before = await db.fingerprint();
  expect(await sqlstate(repair(db, finding?.id))).toBe('MSCON');
  expect(await db.fingerprint()).toBe(before);
  await tamper(db.pool, 'update public.user_package_terms set quantity = 1 where account_id = $1', [
    accountId,
  ]);
  await repair(db, finding?.id);
  expect(await known(db, accountId)).toEqual([]);
});

it('end_order lets an order expire whose time is over, and asks about its page go on', async () => {
  const db = database();
  const { accountId, order, payment } = await db.opened([await db.package()]);
  const tomorrow = after(start, { hours: 24 });
  const found = await look(db, accountId, tomorrow);
  expect(found.map(({ rule, repair: by }) => [rule, by])).toEqual([
    ['attempts are asked about in time', 'ask_now'],
    ['no order is past its time', 'end_order'],
  ]);
  for (const { id } of found) await repair(db, id, tomorrow);
  expect((await db.order(accountId, order.id)).status).toBe('expired');
  expect(
    await db.one('select next_query_at = $2 as now from public.payments where id = $1', [
      payment.payment_id,
      tomorrow,
    ]),
  ).toEqual({ now: true });
  expect(await known(db, accountId)).toEqual([]);
});

it('an order whose money has been on its way for two weeks is told, since its provider is asked no more', async () => {
  const db = database();
  const { accountId, payment } = await db.opened([await db.package()]);
  await db.tell({ type: 'payment_processing', reference: payment.reference });
  const rules = async (at: string) => (await look(db, accountId, at)).map(({ rule }) => rule);
  const ask = (at: string) => db.rows('select from public.claim_queries(1000, $1)', [at]);
  const tomorrow = after(start, { hours: 24 });
  await ask(tomorrow);
  expect(await rules(tomorrow)).toEqual([]);
  const last = after(start, { days: 14 });
  await ask(last);
  expect(await rules(last)).toEqual(['no order is past its time']);
  await db.tell({ type: 'payment_failed', reference: payment.reference, final: true }, { at: last });
  expect(await rules(last)).toEqual([]);
});

it('apply_answer books what the provider said, and changes nothing where that is not what was asked for', async () => {
  const db = database();
  const { accountId, order, payment, paid: told } = await db.opened([await db.package()]);
  const compare = (commands: object[]) =>
    db.rows(`select public.compare_payment($1, $2, $3, 'open', 0, $4)`, [
      accountId,
      payment.payment_id,
      JSON.stringify(commands),
      start,
    ]);
  await compare([{ ...told, amountMinor: 999 }]);
  const [wrong] = await look(db, accountId);
  expect(wrong).toMatchObject({
    rule: 'what was paid at the provider was paid here',
    repair: 'apply_answer',
  });
  expect(await sqlstate(repair(db, wrong?.id))).toBe('MSCON');
  expect((await db.order(accountId, order.id)).status).toBe('pending');
  await compare([told]);
  const [finding] = await look(db, accountId);
  await repair(db, finding?.id);
  expect((await db.order(accountId, order.id)).status).toBe('paid');
  expect(await db.credits(accountId)).toEqual([1000, 0]);
  expect(await known(db, accountId)).toEqual([]);
});

it('replay_event applies a dead letter once what it waited for is there', async () => {
  const db = database();
  const { accountId, order, paid: told } = await db.opened([await db.package()]);
  const id = await db.receive([told]);
  await db.rows(`update public.provider_events set state = 'dead', error = 'no' where id = $1`, [id]);
  await db.rows(
    `select public.finish_health_run(
       (select (run).id from public.begin_health_run('full', $1)), '[]', '[]', null, $1
     )`,
    [start],
  );
  const [finding] = await db.rows<Finding>(
    `select id, rule, repair from public.health_findings where detail ->> 'event' = $1`,
    [id],
  );
  expect(finding).toMatchObject({ rule: 'what providers say has its effect', repair: 'replay_event' });
  await repair(db, finding?.id);
  expect((await db.order(accountId, order.id)).status).toBe('paid');
});

it('what waits in the inbox is found after an hour, and nobody but an admin decides on it', async () => {
  const db = database();
  const { paid: told } = await db.opened([await db.package()]);
  await db.tell({ ...told, amountMinor: 1 });
  await db.tell({ ...told, reference: 'none', providerPaymentId: 'unknown' });
  const find = (at: string) =>
    db.rows(
      `select found.rule, public.health_repair(found.rule) as repair, found.detail ->> 'is' as is
       from public.check_provider_events($1) as found order by 3`,
      [at],
    );
  expect(await find(after(start, { seconds: 3_600 }))).toEqual([]);
  expect(await find(after(start, { seconds: 3_601 }))).toEqual([
    { rule: 'what providers say was asked for', repair: null, is: 'unknown_payment' },
    { rule: 'what providers say was asked for', repair: null, is: 'wrong_amount' },
  ]);
});
