import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../harness/database/database.ts';

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.connectionString, max: 12 });
  await pool.query(`
    insert into public.features (code, name, unit, kind)
    values ('articles', '{}', '{"en": "article", "zh-CN": "篇"}', 'metered'), ('export', '{}', '{}', 'boolean')`);
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function insertPlan(): Promise<string> {
  const id = randomUUID();
  await pool.query(`insert into public.plans (id, code, current_version) values ($1, $2, 0)`, [
    id,
    `p-${id.slice(0, 8)}`,
  ]);
  return id;
}

const actor = { kind: 'system', id: null, name: 'system' };
const content = {
  name: { en: 'Pro', 'zh-CN': '专业版' },
  description: { en: 'For teams', 'zh-CN': '团队' },
  highlighted: true,
  prices: [
    { interval: 'year', amountMinor: 9_007_199_254_740_991, currency: 'USD' },
    { interval: 'month', amountMinor: 0, currency: 'CNY' },
  ],
  features: [
    {
      code: 'export',
      quota: null,
      resetPeriod: null,
      thresholds: null,
      overage: null,
      overageRate: null,
      enabled: false,
    },
    {
      code: 'articles',
      quota: -1,
      resetPeriod: 'daily',
      thresholds: [100, 50],
      overage: 'block',
      overageRate: null,
      enabled: true,
    },
  ],
  credits: { amount: 500, interval: 'month', rolloverPeriods: 2 },
};

async function publish(planId: string, expectedVersion: number, given: object = content): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    'select public.publish_plan_version($1, $2, $3, $4, $5) as id',
    [planId, expectedVersion, given, actor, 'because'],
  );
  return rows[0]!.id;
}

async function currentVersion(planId: string): Promise<number> {
  const { rows } = await pool.query<{ current_version: number }>(
    'select current_version from public.plans where id = $1',
    [planId],
  );
  return rows[0]!.current_version;
}

describe('publish_plan_version', () => {
  it('keeps the whole content in its order, and makes it the current version', async () => {
    const planId = await insertPlan();
    const versionId = await publish(planId, 0);
    const { rows } = await pool.query('select * from public.v_plan_contents where plan_version_id = $1', [
      versionId,
    ]);
    expect(rows).toEqual([
      {
        plan_id: planId,
        plan_version_id: versionId,
        version: 1,
        name: content.name,
        description: content.description,
        highlighted: true,
        sales: 'priced',
        contact_url: null,
        prices: content.prices.map((price) => ({ ...price, id: expect.any(String) })),
        features: [
          { ...content.features[0], name: {}, unit: {}, kind: 'boolean' },
          {
            ...content.features[1],
            name: {},
            unit: { en: 'article', 'zh-CN': '篇' },
            kind: 'metered',
            thresholds: [50, 100],
          },
        ],
        credits: content.credits,
      },
    ]);
    expect(await currentVersion(planId)).toBe(1);
  });

  it('includes no credits where it names none, and ends them with their interval unless told otherwise', async () => {
    const planId = await insertPlan();
    const read = async (versionId: string) => {
      const { rows } = await pool.query<object>(
        'select credits from public.v_plan_contents where plan_version_id = $1',
        [versionId],
      );
      return rows;
    };
    const none: Partial<typeof content> = { ...content };
    delete none.credits;
    expect(await read(await publish(planId, 0, none))).toEqual([{ credits: null }]);
    expect(await read(await publish(planId, 1, { ...content, credits: null }))).toEqual([{ credits: null }]);
    const some = { ...content, credits: { amount: 5, interval: 'year' } };
    expect(await read(await publish(planId, 2, some))).toEqual([
      { credits: { amount: 5, interval: 'year', rolloverPeriods: 0 } },
    ]);
  });

  it('leaves the versions before it as they were', async () => {
    const planId = await insertPlan();
    const first = await publish(planId, 0);
    const read = () => pool.query('select * from public.v_plan_contents where plan_version_id = $1', [first]);
    const before = await read();
    await publish(planId, 1, { ...content, prices: [], features: [], highlighted: false });
    expect((await read()).rows).toEqual(before.rows);
    expect(await currentVersion(planId)).toBe(2);
  });

  it('refuses a version that is no longer the current one, and names the current one', async () => {
    const planId = await insertPlan();
    await publish(planId, 0);
    await publish(planId, 1);
    await expect(publish(planId, 1)).rejects.toMatchObject({
      code: 'MSVER',
      detail: '{"currentVersion": 2}',
    });
    expect(await currentVersion(planId)).toBe(2);
  });

  it('refuses a plan that is not there', async () => {
    await expect(publish(randomUUID(), 0)).rejects.toMatchObject({ code: 'MSNOF' });
  });

  it('lets exactly one of many concurrent publishers of one version win', async () => {
    const planId = await insertPlan();
    await publish(planId, 0);
    const outcomes = await Promise.allSettled(Array.from({ length: 12 }, () => publish(planId, 1)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'MSVER' });
    }
    expect(await currentVersion(planId)).toBe(2);
  });

  it('lets accounts be given the plan while it is being published', async () => {
    const planId = await insertPlan();
    const versionId = await publish(planId, 0);
    const client = await pool.connect();
    try {
      await client.query('begin');
      await client.query('select public.publish_plan_version($1, 1, $2, $3)', [planId, content, actor]);
      const accountId = randomUUID();
      await pool.query(`insert into public.accounts (id, kind, name) values ($1, 'personal', 'A')`, [
        accountId,
      ]);
      await pool.query(
        `set lock_timeout = '2s';
         insert into public.account_plans (account_id, plan_id, plan_version_id, anchor_at, renews_at, started_at)
         values ('${accountId}', '${planId}', '${versionId}', now(), now(), now());
         reset lock_timeout`,
      );
      await client.query('commit');
    } finally {
      client.release();
    }
    expect(await currentVersion(planId)).toBe(2);
  });
});
