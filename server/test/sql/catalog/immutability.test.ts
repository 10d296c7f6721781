import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../harness/database/database.ts';

let database: TestDatabase;
let pool: pg.Pool;
let planId: string;
let versionId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.connectionString });
  await pool.query(`
    insert into public.features (code, name, unit, kind) values ('articles', '{}', '{}', 'metered')`);
  ({ planId, versionId } = await publishPlan('pro'));
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function publishPlan(code: string): Promise<{ planId: string; versionId: string }> {
  const id = randomUUID();
  await pool.query(`insert into public.plans (id, code, current_version) values ($1, $2, 0)`, [id, code]);
  const content = {
    name: {},
    description: {},
    highlighted: false,
    prices: [{ interval: 'month', amountMinor: 100, currency: 'USD' }],
    features: [{ code: 'articles', quota: 5, resetPeriod: 'monthly', enabled: true }],
    credits: { amount: 500, interval: 'month' },
  };
  const { rows } = await pool.query<{ id: string }>(
    `select public.publish_plan_version($1, 0, $2, '{}') as id`,
    [id, content],
  );
  await pool.query(
    `insert into public.plan_history (id, plan_id, plan_code, version, action, actor, changes)
     values ($1, $2, $3, 1, 'created', '{}', '[]')`,
    [randomUUID(), id, code],
  );
  return { planId: id, versionId: rows[0]!.id };
}

const forbidden = { code: '23001' };

describe('a published version', () => {
  it.each([
    ['plan_versions', `update public.plan_versions set name = '{"en": "x"}'`],
    ['plan_prices', 'update public.plan_prices set amount_minor = 1'],
    ['plan_features', 'update public.plan_features set quota = 6'],
    ['plan_credits', 'update public.plan_credits set amount = 6'],
  ])('can not be changed in %s', async (_table, statement) => {
    await expect(pool.query(statement)).rejects.toMatchObject(forbidden);
  });

  it.each(['plan_versions', 'plan_prices', 'plan_features', 'plan_credits'])(
    'can not be deleted from %s',
    async (table) => {
      await expect(pool.query(`delete from public.${table}`)).rejects.toMatchObject(forbidden);
    },
  );

  it('goes with its plan', async () => {
    const other = await publishPlan('short-lived');
    await pool.query('delete from public.plans where id = $1', [other.planId]);
    const { rows } = await pool.query(
      `select 1 from public.plan_versions where id = $1
       union all select 1 from public.plan_prices where plan_version_id = $1
       union all select 1 from public.plan_features where plan_version_id = $1
       union all select 1 from public.plan_credits where plan_version_id = $1`,
      [other.versionId],
    );
    expect(rows).toEqual([]);
  });

  it('keeps the plan alive while an account has it', async () => {
    const accountId = randomUUID();
    await pool.query(`insert into public.accounts (id, kind, name) values ($1, 'personal', 'A')`, [
      accountId,
    ]);
    await pool.query(
      `insert into public.account_plans (account_id, plan_id, plan_version_id, anchor_at, renews_at, started_at)
       values ($1, $2, $3, now(), now(), now())`,
      [accountId, planId, versionId],
    );
    await expect(pool.query('delete from public.plans where id = $1', [planId])).rejects.toMatchObject({
      code: '23503',
    });
  });
});

describe('the history of plans', () => {
  it('can be neither changed nor deleted', async () => {
    await expect(pool.query(`update public.plan_history set reason = 'x'`)).rejects.toMatchObject(forbidden);
    await expect(pool.query('delete from public.plan_history')).rejects.toMatchObject(forbidden);
  });
});

describe('a plan', () => {
  it('can be the default only while it is active', async () => {
    const set = (status: string) =>
      pool.query('update public.plans set is_default = true, status = $2 where id = $1', [planId, status]);
    await expect(set('draft')).rejects.toMatchObject({ code: '23514', constraint: 'default_is_active' });
    await expect(set('archived')).rejects.toMatchObject({ code: '23514', constraint: 'default_is_active' });
    await set('active');
  });

  it('shares being the default with no other', async () => {
    const other = await publishPlan('second');
    await expect(
      pool.query(`update public.plans set is_default = true, status = 'active' where id = $1`, [
        other.planId,
      ]),
    ).rejects.toMatchObject({ code: '23505', constraint: 'plans_one_default' });
  });
});
