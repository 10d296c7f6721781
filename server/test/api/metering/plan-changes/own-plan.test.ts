import { describe, expect, it } from '@jest/globals';
import { updatePlan } from '../../../harness/catalog/catalog.ts';
import { useMeteringServer } from '../../../harness/metering/metering-server.ts';
import { itRefusesStrangers } from '../refuses-strangers.ts';

const node = useMeteringServer();

const calls = (quota: number) => [{ code: 'calls', quota, resetPeriod: 'monthly' as const }];

const ask = (planCode: string, token: string, accountId?: string) =>
  node().get(
    `/usage/plan-change?planCode=${planCode}${accountId === undefined ? '' : `&accountId=${accountId}`}`,
    {
      token,
    },
  );

describe('GET /usage/plan-change', () => {
  it('200 tells the owner what a plan would use up, take away and leave below itself', async () => {
    const { code: planCode } = await node().plan([
      ...calls(50),
      { code: 'words', quota: 900, resetPeriod: 'monthly' },
    ]);
    const { account, token } = await node().person();
    await node().use(account.id, { amount: 50 });
    await node().done(
      node().put(`/admin/accounts/${account.id}/overrides/words`, { quota: 10, reason: 'a pilot' }),
    );
    const { status, body } = await ask(planCode, token);
    expect([status, body.data]).toEqual([
      200,
      expect.objectContaining({
        accountId: account.id,
        effect: 'changes',
        usedUp: ['calls'],
        loses: ['export'],
        overrides: ['words'],
        keptBelow: ['words'],
        isBought: false,
      }),
    ]);
    expect(await node().quota(account.id)).toMatchObject({ quota: 100 });
  });

  it('404 for a plan that is not there, in the same words as for one that is not on offer', async () => {
    const { token } = await node().person();
    const plan = await node().plan(calls(50));
    await updatePlan(node().server, node().admin, plan.id, { features: calls(9), status: 'archived' });
    const archived = await ask(plan.code, token);
    expect(archived.status).toBe(404);
    expect({ ...archived.body, instance: '' }).toEqual({
      ...(await ask('no-such', token)).body,
      instance: '',
    });
  });

  it('422 without a plan', async () => {
    const { token } = await node().person();
    expect((await node().get('/usage/plan-change', { token })).status).toBe(422);
  });

  itRefusesStrangers(node, async (accountId, { token }) => {
    const { code } = await node().plan();
    return ask(code, token, accountId);
  });
});
