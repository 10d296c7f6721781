import { expect, it } from '@jest/globals';
import { useElasticDatabase } from '../../harness/metering/elastic.ts';
import { start } from '../../harness/metering/metering.ts';

const database = useElasticDatabase();

/** What is done, and the rule of what credits paid that must name it. */
const corruptions: [rule: string, statement: string][] = [
  [
    'overage = what credits paid and hold',
    'update public.user_usage set overage = overage - 1 where account_id = $1',
  ],
  [
    'overage = what credits paid and hold',
    'update public.user_usage set overage_credits = overage_credits + 1 where account_id = $1',
  ],
  [
    'a payment = its record and line',
    'update public.usage_payments set credits = credits + 1 where account_id = $1',
  ],
  [
    'a payment = its record and line',
    `delete from public.usage_records where account_id = $1 and kind = 'use'`,
  ],
  ['a line of a use = its payment', 'delete from public.usage_payments where account_id = $1'],
  [
    'a reservation beyond a quota = its credits',
    `update public.usage_reservations set overage_credits = overage_credits + 1 where account_id = $1`,
  ],
];

it.each(corruptions)('finds that “%s” does not hold (%#)', async (rule, statement) => {
  const db = database();
  const [accountId, other] = [await db.elasticAccount(100), await db.elasticAccount(100)];
  for (const id of [accountId, other]) {
    await db.record(id, [{ amount: 14 }]);
    await db.rows(`select public.reserve_feature_usage($1, 'calls', 3, '5 minutes', null, $2)`, [id, start]);
  }
  const find = () =>
    db.rows<{ rule: string; account_id: string }>('select rule, account_id from public.audit_usage()');
  expect(await find()).toEqual([]);
  const client = await db.pool.connect();
  try {
    await client.query('begin');
    await client.query('set local session_replication_role = replica');
    expect((await client.query(statement, [accountId])).rowCount).toBeGreaterThan(0);
    const { rows } = await client.query<{ rule: string; account_id: string }>(
      'select rule, account_id from public.audit_usage()',
    );
    expect(rows).toContainEqual({ rule, account_id: accountId });
    expect(rows.map((row) => row.account_id)).not.toContain(other);
  } finally {
    await client.query('rollback');
    client.release();
  }
});

it('has a corruption here for each rule', async () => {
  const { source } = await database().one<{ source: string }>(
    `select prosrc as source from pg_catalog.pg_proc where proname = 'audit_usage_payments'`,
  );
  const rules = [...source.matchAll(/select\s+'([^']+)', /g)].map(([, rule]) => rule);
  expect(rules).toEqual([...new Set(corruptions.map(([rule]) => rule))]);
});
