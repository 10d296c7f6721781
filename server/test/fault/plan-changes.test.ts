import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { ChangedPlans } from '../../src/metering/plan-changes/contract.ts';
import { createPlan } from '../harness/catalog/catalog.ts';
import { waitUntil } from '../harness/clock/wait.ts';
import { createMeteredAccounts } from '../harness/metering/metered-accounts.ts';
import { auditUsage } from '../harness/metering/usage-audit.ts';
import { useMortalServer } from '../harness/processes/mortal-server.ts';

const server = useMortalServer();

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
    const { adminToken, apiKey, accountIds } = await createMeteredAccounts([server()], {
      accounts: 60,
      features,
    });
    const plan = await createPlan(server(), adminToken, {
      code: `other-${randomUUID()}`,
      features: [{ code, quota: 7, resetPeriod: 'monthly' }],
    });
    const key = randomUUID();
    const send = async () => {
      const response = await fetch(`${server().url}/api/admin/accounts/plan`, {
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
    const reached = () => server().count(`public.account_plans where plan_id = '${plan.id}'`);
    const lines = (action: string) =>
      server().count(`public.audit_log where action = '${action}' and target = '${plan.code}'`);

    const holder = await server().hold('select from public.accounts where id = $1 for update', [
      accountIds.at(-1),
    ]);
    const cut = send().then(
      () => 'answered',
      () => 'cut off',
    );
    await waitUntil(async () => (await reached()) > 0);
    await server().kill();
    expect(await cut).toBe('cut off');
    await holder.release();
    const before = await reached();
    expect(before).toBeLessThan(accountIds.length);
    expect(await lines('plan.assigned')).toBe(before);
    expect(await lines('plan.assigned_to_many')).toBe(0);

    await server().startAgain();
    if (isArchived) {
      const archived = await fetch(`${server().url}/api/admin/products/plans/${plan.id}/status`, {
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
    expect(await auditUsage(server().connectionString)).toEqual([]);
  },
  120_000,
);
