import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { PreviewedPlans } from '../../../../src/metering/plan-changes/contract.ts';
import { createPlan, updatePlan } from '../../../harness/catalog/catalog.ts';
import { badFields, unknownId, useMeteringServer } from '../../../harness/metering/metering-server.ts';

const node = useMeteringServer();

const ask = (body: object, options?: object) => node().post('/admin/accounts/plan/preview', body, options);
const preview = async (body: object) => PreviewedPlans.parse(await node().done(ask(body)));

const calls = (quota: number) => [{ code: 'calls', quota, resetPeriod: 'monthly' as const }];

async function named(name: string, planCode?: string): Promise<string> {
  const body = { name, ...(planCode === undefined ? {} : { planCode }) };
  return String((await node().done(node().put(`/admin/accounts/ext:${randomUUID()}`, body))).id);
}

describe('POST /admin/accounts/plan/preview', () => {
  it('200 says of each what would change, who keeps it, and who has used it up', async () => {
    const plan = await node().plan(calls(50));
    const changes = await node().account();
    const keeps = await named('Keeps', plan.code);
    const below = await node().account();
    await node().use(changes.id, { amount: 50 });
    await node().use(keeps, { amount: 50 });
    await node().use(below.id, { amount: 49 });
    const body = { planCode: plan.code, accountIds: [changes.ref, keeps, unknownId, below.id, changes.id] };
    expect(await preview(body)).toEqual({
      planCode: plan.code,
      version: 1,
      matched: 4,
      missing: [unknownId],
      accounts: [
        {
          accountId: changes.id,
          name: 'A customer',
          planCode: changes.planCode,
          effect: 'changes',
          usedUp: ['calls'],
          loses: ['export'],
          overrides: [],
          keptBelow: [],
          isBought: false,
        },
        {
          accountId: keeps,
          name: 'Keeps',
          planCode: plan.code,
          effect: 'keeps',
          usedUp: [],
          loses: [],
          overrides: [],
          keptBelow: [],
          isBought: false,
        },
        expect.objectContaining({ accountId: below.id, effect: 'changes', usedUp: [] }),
      ],
    });
    expect((await node().audit(changes.id)).map(({ action }) => action)).toEqual(['account.created']);
    expect(await node().quota(changes.id)).toMatchObject({ quota: 100 });
  });

  it('200 names overrides, which shield from the plan, and what was bought', async () => {
    const { code: planCode } = await node().plan(calls(5));
    const [own, buyer] = [await node().account(), await node().account()];
    await node().use(own.id, { amount: 60 });
    await node().done(
      node().put(`/admin/accounts/${own.id}/overrides/calls`, { quota: 80, reason: 'a pilot' }),
    );
    const bought = await node().plan();
    await node().server.owner.query(
      `select public.start_subscription($1, version.id, 'month', $2)
       from public.plan_versions as version where version.plan_id = $3`,
      [buyer.id, randomUUID(), bought.id],
    );
    const { accounts } = await preview({ planCode, accountIds: [own.id, buyer.id] });
    expect(accounts).toMatchObject([
      { overrides: ['calls'], usedUp: [], loses: ['export'], isBought: false },
      { overrides: [], isBought: true, planCode: bought.code },
    ]);
  });

  it('200 names the overrides that give less than the plan would', async () => {
    const { code: planCode } = await node().plan([...calls(100), { code: 'export', enabled: true }]);
    const keptBelow = async (overrides: Record<string, number>) => {
      const { id } = await node().account();
      for (const [code, quota] of Object.entries(overrides)) {
        await node().done(
          node().put(`/admin/accounts/${id}/overrides/${code}`, { quota, reason: 'a pilot' }),
        );
      }
      const { accounts } = await preview({ planCode, accountIds: [id] });
      return accounts[0]?.keptBelow;
    };
    expect(await keptBelow({ calls: 99 })).toEqual(['calls']);
    expect(await keptBelow({ calls: 0 })).toEqual(['calls']);
    expect(await keptBelow({ calls: 100 })).toEqual([]);
    expect(await keptBelow({ calls: -1 })).toEqual([]);
    expect(await keptBelow({ export: 0 })).toEqual(['export']);
    expect(await keptBelow({ export: -1 })).toEqual([]);
    const unlimited = await node().plan(calls(-1));
    const { id } = await node().account();
    await node().done(
      node().put(`/admin/accounts/${id}/overrides/calls`, { quota: 1_000_000, reason: 'a pilot' }),
    );
    expect((await preview({ planCode: unlimited.code, accountIds: [id] })).accounts).toMatchObject([
      { keptBelow: ['calls'] },
    ]);
  });

  it('200 tells an older version of the plan from its current one, and a plan from none', async () => {
    const plan = await node().plan();
    const older = await named('Older', plan.code);
    const { id: none } = await node().account(null);
    await updatePlan(node().server, node().admin, plan.id, { features: calls(9), rollout: 'renewal' });
    await node().use(older, { amount: 9 });
    expect(await preview({ planCode: plan.code, accountIds: [older, none] })).toMatchObject({
      version: 2,
      accounts: [
        { effect: 'newer_version', planCode: plan.code, usedUp: ['calls'], loses: ['export'] },
        { effect: 'changes', planCode: null, usedUp: [], loses: [] },
      ],
    });
  });

  it('200 says who can be given no plan: who has closed the account', async () => {
    const { code: planCode } = await node().plan(calls(50));
    const { id } = await node().account();
    await node().use(id, { amount: 60 });
    await node().server.owner.query('update public.accounts set closed_at = now() where id = $1', [id]);
    const { accounts } = await preview({ planCode, accountIds: [id] });
    expect(accounts).toMatchObject([{ accountId: id, effect: 'refused', usedUp: [] }]);
  });

  it('200 takes whom a filter finds, as the list does', async () => {
    const { code: planCode } = await node().plan();
    const from = await node().plan();
    const name = randomUUID();
    const [first, second] = [await named(name, from.code), await named(name, from.code)];
    const idle = await named(name);
    await node().use(first, { amount: 96 });
    const found = async (filter: object) => {
      const { accounts, matched } = await preview({ planCode, filter });
      expect(matched).toBe(accounts.length);
      return accounts.map(({ accountId }) => accountId);
    };
    expect(await found({ q: name })).toEqual([idle, second, first]);
    expect(await found({ q: name, planCode: from.code })).toEqual([second, first]);
    expect(await found({ q: name, level: '95' })).toEqual([first]);
  });

  it('200 lists a thousand at most, and says how many there are', async () => {
    const { code: planCode } = await node().plan();
    const name = randomUUID();
    await node().server.owner.query(
      `insert into public.accounts (id, kind, name, time_zone)
       select gen_random_uuid(), 'external', $1, 'UTC' from generate_series(1, 1001)`,
      [name],
    );
    const { accounts, matched } = await preview({ planCode, filter: { q: name } });
    expect([accounts.length, matched]).toEqual([1_000, 1_001]);
  });

  it('403, 409 and 422 for whom and for what the change is refused, and for a selection that is none or two', async () => {
    const { id } = await node().account();
    const { code: planCode } = await node().plan();
    const { token } = await node().person();
    const draft = await createPlan(node().server, node().admin, {
      code: `draft-${randomUUID()}`,
      status: 'draft',
    });
    const body = { planCode, accountIds: [id] };
    expect(await ask(body, { token })).toMatchObject({ status: 403 });
    expect(await ask(body, { token: await node().key('accounts:write') })).toMatchObject({ status: 403 });
    expect(await ask({ ...body, planCode: draft.code })).toMatchObject({ status: 409 });
    expect(badFields(await ask({ ...body, planCode: 'nonsense' }))).toEqual(['planCode']);
    for (const wrong of [{ planCode }, { ...body, filter: {} }, { planCode, filter: { sort: 'name' } }]) {
      expect(await ask(wrong)).toMatchObject({ status: 422 });
    }
  });

  it('is of a version; where another one is current by then, it is not given as the one that was seen', async () => {
    const [first, second] = [await node().account(), await node().account()];
    const plan = await node().plan([{ code: 'calls', quota: 900, resetPeriod: 'monthly' }]);
    const act = (id: string, seenVersion: number) =>
      node().post('/admin/accounts/plan', {
        accountIds: [id],
        planCode: plan.code,
        seenVersion,
        reason: 'a new price list',
      });
    expect(await node().done(act(first.id, 1))).toMatchObject({ changed: 1 });
    const features = [{ code: 'calls', quota: 5 }];
    await updatePlan(node().server, node().admin, plan.id, { features, rollout: 'new_only' });
    expect(await act(second.id, 1)).toMatchObject({ status: 412, body: { code: 'version_conflict' } });
    const alone = (seenVersion: number) =>
      node().post(`/admin/accounts/${second.id}/plan`, {
        planCode: plan.code,
        seenVersion,
        reason: 'a new price list',
      });
    expect(await alone(1)).toMatchObject({ status: 412, body: { code: 'version_conflict' } });
    expect(await node().quota(second.id)).toMatchObject({ quota: 100 });
    expect(await node().done(act(second.id, 2))).toMatchObject({ changed: 1 });
    expect(await node().done(alone(2))).toMatchObject({ planCode: plan.code });
    expect(await node().quota(second.id)).toMatchObject({ quota: 5 });
  });
});
