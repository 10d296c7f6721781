import { describe, expect, it } from '@jest/globals';
import { retrying, settle, sqlstate } from '../../../harness/metering/metering.ts';
import { useOrdersDatabase, type OrdersDatabase } from '../../../harness/orders/orders.ts';

// Whatever comes at the moment in which an account is closed comes before it, and ends with it, or is refused. The
// books of all are audited at the end (useOrdersDatabase).

const database = useOrdersDatabase();

interface Scene {
  accountId: string;
  planId: string;
  nextVersionId: string;
  packageVersionId: string;
  packageId: string;
  freePriceId: string;
}

/** Something that others do, as a statement and its values. */
type Act = (scene: Scene) => [string, unknown[]];

const close: Act = ({ accountId }) => ['select public.close_account($1)', [accountId]];

const use = ({ accountId }: Pick<Scene, 'accountId'>, amount: number): [string, unknown[]] => [
  `select status from public.record_feature_usage_many(
     array[$1::uuid], array['calls'], array[$2::bigint], array[null::text], array[null::timestamptz],
     array[null::jsonb], clock_timestamp()
   )`,
  [accountId, amount],
];

const acts: Record<string, Act> = {
  'a use': (scene) => use(scene, 1),
  'a use that opens the counter': ({ accountId }) => [
    `select status from public.record_feature_usage_many(
       array[$1::uuid], array['words'], array[1::bigint], array[null::text], array[null::timestamptz],
       array[null::jsonb], clock_timestamp()
     )`,
    [accountId],
  ],
  'a hold of a quota': ({ accountId }) => [
    `select from public.reserve_feature_usage($1, 'calls', 2, interval '1 day')`,
    [accountId],
  ],
  'a hold of credits': ({ accountId }) => [
    `select from public.reserve_credits($1, 2, null, null, interval '1 day')`,
    [accountId],
  ],
  'a grant': ({ accountId }) => [
    `select from public.grant_credits($1, 7, 'admin', gen_random_uuid()::text)`,
    [accountId],
  ],
  'a package': ({ accountId, packageVersionId }) => [
    `select from public.assign_package($1, $2, 'admin', gen_random_uuid()::text)`,
    [accountId, packageVersionId],
  ],
  'the sweeper of credits': () => ['select from public.expire_credits(100, null, null)', []],
  'the job of renewals': () => ['select from public.apply_due_renewals(100, null)', []],
  'a change of plan': ({ accountId, nextVersionId }) => [
    'select public.apply_plan_version(array[$1]::uuid[], $2)',
    [accountId, nextVersionId],
  ],
  'a rollout': ({ planId, nextVersionId }) => [
    `select public.rollout_plan_version($1, $2, 'now')`,
    [planId, nextVersionId],
  ],
  'a rollout at renewal': ({ planId, nextVersionId }) => [
    `select public.rollout_plan_version($1, $2, 'renewal')`,
    [planId, nextVersionId],
  ],
  'an override': ({ accountId }) => [
    `select public.set_quota_override($1, 'calls', 500, null, 'x')`,
    [accountId],
  ],
  'another time zone': ({ accountId }) => [
    `select public.change_time_zone($1, 'Asia/Shanghai')`,
    [accountId],
  ],
  'an order': ({ accountId, packageId }) => [
    'select from public.create_order($1, $2)',
    [accountId, JSON.stringify([{ productKind: 'package', productId: packageId }])],
  ],
  'an order that costs nothing': ({ accountId, freePriceId }) => [
    'select from public.create_order($1, $2)',
    [accountId, JSON.stringify([{ productKind: 'plan_price', productId: freePriceId }])],
  ],
  'a second closing': close,
};

async function stage(db: OrdersDatabase): Promise<Scene> {
  const { planId, versionId } = await db.plan({ calls: {}, words: {} }, { amount: 30 });
  const accountId = await db.account({ planId, versionId }, { at: new Date().toISOString() });
  await db.rows(...use({ accountId }, 3));
  await db.rows(`select public.grant_credits($1, 40, 'admin', gen_random_uuid()::text)`, [accountId]);
  const item = await db.package({ daily: 5 });
  const free = await db.planOnSale({ amountMinor: 0 });
  const { id: packageVersionId } = await db.one<{ id: string }>(
    'select id from public.package_versions where package_id = $1',
    [item.productId],
  );
  const nextVersionId = await db.publish(planId, { calls: { quota: 300 }, words: {} }, { amount: 60 });
  return {
    accountId,
    planId,
    nextVersionId,
    packageVersionId,
    packageId: item.productId,
    freePriceId: free.productId,
  };
}

/** One holds its transaction open while the other begins; what the other is refused with, if it is. */
async function meet(
  db: OrdersDatabase,
  scene: Scene,
  [first, second]: [Act, Act],
): Promise<string | undefined> {
  const [holder, other] = [await db.pool.connect(), await db.pool.connect()];
  try {
    await holder.query('begin');
    await holder.query(...first(scene));
    const state = { isOver: false };
    const outcome = sqlstate(retrying(() => other.query(...second(scene))));
    void outcome.then(() => (state.isOver = true));
    // Long enough for it to come upon the locks.
    for (let turn = 0; turn < 20 && !state.isOver; turn += 1) await db.rows('select pg_sleep(0.01)');
    await holder.query('commit');
    return await outcome;
  } finally {
    holder.release();
    other.release();
  }
}

async function expectClosed(db: OrdersDatabase, { accountId }: Scene): Promise<void> {
  const [state] = await db.rows(
    `select account.closed_at is not null as "isClosed", balance.balance, balance.held,
       (select count(*) from public.account_plans where account_id = $1) as plans,
       (select count(*) from public.account_entitlements where account_id = $1) as entitlements,
       (select count(*) from public.user_usage where account_id = $1 and (reserved > 0 or is_granted)) as counters,
       (select count(*) from public.user_package_terms where account_id = $1 and ended_at is null) as terms,
       (select count(*) from public.orders where account_id = $1 and status = 'pending') as pending
     from public.accounts as account
     join public.credit_balances as balance on balance.account_id = account.id
     where account.id = $1`,
    [accountId],
  );
  expect(state).toEqual({
    isClosed: true,
    balance: 0,
    held: 0,
    plans: 0,
    entitlements: 0,
    counters: 0,
    terms: 0,
    pending: 0,
  });
  expect(await db.rows(...use({ accountId }, 1))).toEqual([{ status: 'rejected' }]);
}

/** Closed; not in the plan any more; no credits any more. */
const refusals = ['MSCLO', 'MSFNP', 'MSICR'];

describe.each(Object.entries(acts))('closing and %s', (_, act) => {
  it('in this order: it is refused, or changes nothing', async () => {
    const db = database();
    const scene = await stage(db);
    expect([undefined, ...refusals]).toContain(await meet(db, scene, [close, act]));
    await expectClosed(db, scene);
  });

  it('the other way round: it ends with the account', async () => {
    const db = database();
    const scene = await stage(db);
    expect(await meet(db, scene, [act, close])).toBe(act === close ? 'MSCLO' : undefined);
    await expectClosed(db, scene);
  });
});

it('a crowd of uses, holds and grants leaves nothing behind, and deadlocks nobody', async () => {
  const db = database();
  const scene = await stage(db);
  const names = ['a use', 'a hold of a quota', 'a hold of credits', 'a grant', 'an override', 'an order'];
  const crowd = Array.from({ length: 60 }, (_, index) => acts[names[index % names.length] ?? ''] ?? close);
  crowd.splice(30, 0, close);
  const ends = await settle(crowd.map((act) => retrying(() => db.rows(...act(scene)))));
  expect(Object.keys(ends.failed).filter((code) => !refusals.includes(code))).toEqual([]);
  await expectClosed(db, scene);
});
