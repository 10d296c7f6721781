import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { z } from 'zod';
import { ChangedPlans } from '../../src/metering/plan-changes/contract.ts';
import { createPlan } from '../harness/catalog/catalog.ts';
import { waitUntil } from '../harness/clock/wait.ts';
import { createTestDatabase, type TestDatabase } from '../harness/database/database.ts';
import { createMeteredAccounts } from '../harness/metering/metered-accounts.ts';
import { auditUsage } from '../harness/metering/usage-audit.ts';
import { startServerProcess, type ServerProcess } from '../harness/processes/processes.ts';

let database: TestDatabase;
let client: pg.Client;
let server: ServerProcess;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.connectionString });
  await client.connect();
  server = await startServerProcess(database.connectionString);
}, 60_000);
afterAll(async () => {
  await server.kill();
  await client.end();
  await database.drop();
});

async function count(statement: string): Promise<number> {
  return Number((await client.query<{ count: string }>(`select count(*) from ${statement}`)).rows[0]?.count);
}

test.each([
  ['and the same request does the rest', { code: 'calls', isArchived: false }],
  [
    'also where the plan is archived before the same request: it tells of what is done',
    { code: 'words', isArchived: true },
  ],
])(
  'a server that dies while many accounts get a plan: what is done stays, %s',
  async (_, { code, isArchived }) => {
    const features = { [code]: { quota: 100 } };
    const { adminToken, apiKey, accountIds } = await createMeteredAccounts([server], {
      accounts: 60,
      features,
    });
    const plan = await createPlan(server, adminToken, {
      code: `other-${randomUUID()}`,
      features: [{ code, quota: 7, resetPeriod: 'monthly' }],
    });
    const key = randomUUID();
    const send = async () => {
      const response = await fetch(`${server.url}/api/admin/accounts/plan`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${apiKey}`,
          'content-type': 'application/json',
          'idempotency-key': key,
        },
        body: JSON.stringify({ accountIds, planCode: plan.code, reason: 'a new price list' }),
      });
      return z.object({ data: ChangedPlans }).parse(await response.json()).data;
    };
    const reached = () => count(`public.account_plans where plan_id = '${plan.id}'`);
    const lines = (action: string) =>
      count(`public.audit_log where action = '${action}' and target = '${plan.code}'`);

    // One of the last is held, so that the act is under way when the server dies, however fast it is.
    const holder = new pg.Client({ connectionString: database.connectionString });
    await holder.connect();
    await holder.query('begin');
    await holder.query('select from public.accounts where id = $1 for update', [accountIds.at(-1)]);
    const cut = send().then(
      () => 'answered',
      () => 'cut off',
    );
    await waitUntil(async () => (await reached()) > 0);
    await server.kill();
    expect(await cut).toBe('cut off');
    await holder.end();
    const before = await reached();
    expect(before).toBeLessThan(accountIds.length);
    expect(await lines('plan.assigned')).toBe(before);
    expect(await lines('plan.assigned_to_many')).toBe(0);

    server = await startServerProcess(database.connectionString);
    if (isArchived) {
      const archived = await fetch(`${server.url}/api/admin/products/plans/${plan.id}/status`, {
        method: 'PATCH',
        headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ status: 'archived' }),
      });
      expect(archived.status).toBe(200);
    }
    const answer = await send();
    const all = isArchived ? before : accountIds.length;
    expect(answer).toMatchObject({ changed: all, kept: 0, failed: accountIds.length - all });
    expect(await send()).toEqual(answer);
    expect(await reached()).toBe(all);
    expect(await lines('plan.assigned')).toBe(all);
    expect(await lines('plan.assigned_to_many')).toBe(1);
    expect(await auditUsage(database.connectionString)).toEqual([]);
  },
  120_000,
);
