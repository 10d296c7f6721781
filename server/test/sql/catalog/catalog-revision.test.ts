import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { waitForBlocked } from '../../harness/database/blocked.ts';
import { createTestDatabase, type TestDatabase } from '../../harness/database/database.ts';

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.connectionString });
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function revision(): Promise<number> {
  const { rows } = await pool.query<{ revision: string }>('select revision from public.catalog_revision');
  return Number(rows[0]!.revision);
}

describe('the revision of the catalog', () => {
  it('grows with every change of every table of the catalog', async () => {
    const planId = randomUUID();
    const statements = [
      `insert into public.features (code, name, unit, kind) values ('articles', '{}', '{}', 'metered')`,
      `update public.features set unit = '{"en": "page"}'`,
      `insert into public.plans (id, code, current_version) values ('${planId}', 'pro', 0)`,
      `select public.publish_plan_version('${planId}', 0,
        '{"name": {}, "description": {}, "highlighted": false, "prices": [], "features": []}', '{}')`,
      `update public.plans set sort_order = 1`,
      `delete from public.plans`,
      `delete from public.features`,
    ];
    for (const statement of statements) {
      const before = await revision();
      await pool.query(statement);
      expect(await revision()).toBeGreaterThan(before);
    }
  });

  it('does not grow with a change that is rolled back', async () => {
    const before = await revision();
    await pool.query(`begin; insert into public.plans (id, code, current_version)
      values ('${randomUUID()}', 'gone', 0); rollback`);
    expect(await revision()).toBe(before);
  });

  it('makes a later change wait for an earlier one, so that revisions follow the commits', async () => {
    const first = await pool.connect();
    const order: string[] = [];
    try {
      await first.query('begin');
      await first.query(
        `insert into public.features (code, name, unit, kind) values ('aa', '{}', '{}', 'metered')`,
      );
      const second = pool
        .query(`insert into public.features (code, name, unit, kind) values ('bb', '{}', '{}', 'metered')`)
        .then(() => order.push('second'));
      await waitForBlocked(pool);
      order.push('first');
      await first.query('commit');
      await second;
    } finally {
      first.release();
    }
    expect(order).toEqual(['first', 'second']);
  });

  it('has one row for ever', async () => {
    await expect(
      pool.query('insert into public.catalog_revision (is_only, revision) values (false, 1)'),
    ).rejects.toMatchObject({ code: '23514' });
  });
});
