import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { AccountDetail } from '../../../../src/metering/accounts/contract.ts';
import { ChangedPlans } from '../../../../src/metering/plan-changes/contract.ts';
import { createPlan, updatePlan } from '../../../harness/catalog/catalog.ts';
import { expectSoon } from '../../../harness/clock/expect-soon.ts';
import { waitForBlocked } from '../../../harness/database/blocked.ts';
import { badFields, unknownId, useMeteringServer } from '../../../harness/metering/metering-server.ts';

const node = useMeteringServer();
const reason = 'a new price list';

const change = (body: object, { key, token }: { key?: string; token?: string } = {}) =>
  node().post('/admin/accounts/plan', body, {
    ...(token === undefined ? {} : { token }),
    headers: key === undefined ? {} : { 'idempotency-key': key },
  });

const changed = async (body: object, key?: string) =>
  ChangedPlans.parse(await node().done(change(body, key === undefined ? {} : { key })));

const planOf = async (id: string): Promise<unknown> =>
  (await node().done(node().get(`/admin/accounts/${id}`))).planCode;

const assigned = async (id: string) =>
  (await node().audit(id)).filter(({ action }) => action === 'plan.assigned');

const statuses = ({ results }: ChangedPlans) => results.map(({ status, code }) => code ?? status);

async function accounts(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let made = 0; made < count; made += 1) ids.push((await node().account()).id);
  return ids;
}

/** Holds the accounts' rows, as a transaction does that changes them, while `work` runs. */
async function holding<T>(ids: string | string[], work: () => Promise<T>): Promise<T> {
  const client = await node().server.owner.connect();
  try {
    await client.query('begin');
    await client.query('select from public.accounts where id = any($1) for update', [[ids].flat()]);
    return await work();
  } finally {
    await client.query('rollback');
    client.release();
  }
}

/** Until somebody waits for an account that is held. */
const somebodyWaits = () => waitForBlocked(node().server.owner);

const setStatus = (planId: string, status: string) =>
  node().done(
    node().send('patch', `/admin/products/plans/${planId}/status`, { status }, { token: node().admin }),
  );

/** Lines of acts as a whole. */
async function actLines(planCode: string): Promise<{ reason: string; details: object }[]> {
  const { rows } = await node().server.ctx.pool.query<{ reason: string; details: object }>(
    `select reason, details from public.audit_log
     where action = 'plan.assigned_to_many' and account_id is null and target = $1`,
    [planCode],
  );
  return rows;
}

describe('POST /admin/accounts/plan', () => {
  it('200 changes each as alone: plan, use, history; and tells of the act in one line', async () => {
    const [first, second] = [await node().account(), await node().account()];
    await node().use(first.id, { amount: 60 });
    const { code: planCode } = await node().plan([{ code: 'calls', quota: 50, resetPeriod: 'monthly' }]);
    const body = { accountIds: [first.id, second.ref, 'ext:nobody'], planCode, reason };
    const answer = await change(body, { token: node().admin });
    expect(answer).toMatchObject({ status: 200, body: { data: { changed: 2, kept: 0, failed: 1 } } });
    expect(ChangedPlans.parse(answer.body.data).results).toMatchObject([
      { accountId: first.id, status: 'changed' },
      { accountId: second.ref, status: 'changed' },
      { accountId: 'ext:nobody', status: 'failed', code: 'not_found' },
    ]);
    expect(await node().quota(first.id)).toMatchObject({ quota: 50, used: 60, remaining: 0 });
    expect(await node().allows(first.id)).toBe(false);
    expect(await node().allows(second.id, 51)).toBe(false);
    for (const { id, planCode: before } of [first, second]) {
      expect(await assigned(id)).toMatchObject([
        {
          actor_kind: 'user',
          target: planCode,
          reason,
          details: { before },
          request_id: answer.headers.get('x-request-id'),
        },
      ]);
    }
    expect(await actLines(planCode)).toEqual([{ reason, details: { changed: 2, kept: 0, failed: 1 } }]);
  });

  it('200 keeps who has the current version, and moves on who has an older one', async () => {
    const plan = await node().plan();
    const [current, older] = await accounts(2);
    await node().done(change({ accountIds: [older], planCode: plan.code, reason }));
    const features = [{ code: 'calls', quota: 900 }];
    await updatePlan(node().server, node().admin, plan.id, { features, rollout: 'new_only' });
    await node().done(change({ accountIds: [current], planCode: plan.code, reason }));
    expect(await node().quota(String(older))).toMatchObject({ quota: 100 });
    const again = await changed({ accountIds: [current, older], planCode: plan.code, reason });
    expect(statuses(again)).toEqual(['kept', 'changed']);
    expect(await node().quota(String(older))).toMatchObject({ quota: 900 });
    expect(await assigned(String(current))).toHaveLength(1);
  });

  it('an account that somebody holds: the others are changed, it is told apart, and can be tried again', async () => {
    const ids = await accounts(5);
    const [held = ''] = ids;
    const { code: planCode } = await node().plan();
    const from = performance.now();
    const result = await holding(held, () => changed({ accountIds: ids, planCode, reason }));
    expect(performance.now() - from).toBeLessThan(4_000);
    expect(statuses(result)).toEqual(['unavailable', ...Array<string>(4).fill('changed')]);
    expect(await planOf(held)).not.toBe(planCode);
    expect(await assigned(held)).toEqual([]);
    const again = await changed({ accountIds: [held], planCode, reason });
    expect(statuses(again)).toEqual(['changed']);
  });

  it('an account that is named twice is changed once, with and without a key', async () => {
    const { code: planCode } = await node().plan();
    for (const key of [undefined, randomUUID()]) {
      const { id, ref } = await node().account();
      const body = { accountIds: [id, ref, id.toUpperCase(), id], planCode, reason };
      const result = await changed(body, key);
      expect(statuses(result)).toEqual(['changed', 'kept', 'kept', 'kept']);
      expect(result).toMatchObject({ changed: 1, kept: 3, failed: 0 });
      expect(result.results.map(({ accountId }) => accountId)).toEqual(body.accountIds);
      expect(await assigned(id)).toHaveLength(1);
    }
  });

  it('an account that is gone by then fails alone', async () => {
    const [gone, stays] = await accounts(2);
    const { code: planCode } = await node().plan();
    // Known to the server, which remembers names.
    await planOf(String(gone));
    for (const table of ['user_usage', 'account_entitlements', 'account_plans']) {
      await node().server.owner.query(`delete from public.${table} where account_id = $1`, [gone]);
    }
    await node().server.owner.query('delete from public.accounts where id = $1', [gone]);
    const result = await changed({ accountIds: [gone, stays], planCode, reason });
    expect(statuses(result)).toEqual(['not_found', 'changed']);
    expect(await assigned(String(gone))).toEqual([]);
  });

  it('a plan that is archived meanwhile goes to nobody after that', async () => {
    const ids = await accounts(33);
    const [first = '', second = '', ...others] = ids.slice(0, 30);
    const plan = await node().plan();
    // Each lane waits for one account that is held after another, for five seconds in all, and not in step: at any time
    // one of them waits. Archiving gets its turn between them.
    const { under } = await holding(others, async () => {
      const { act } = await holding(first, async () => {
        const begun = await holding(second, async () => {
          const begins = changed({ accountIds: ids, planCode: plan.code, reason });
          await setTimeout(170);
          return { act: begins };
        });
        await setTimeout(170);
        return begun;
      });
      await somebodyWaits();
      await setStatus(plan.id, 'archived');
      return { under: act };
    });
    const result = await under;
    expect(statuses(result).slice(2, 30)).not.toContain('changed');
    expect(statuses(result).slice(30)).toEqual(Array<string>(3).fill('conflict'));
    expect(await change({ accountIds: ids, planCode: plan.code, reason })).toMatchObject({ status: 409 });
    for (const id of ids.slice(2)) expect(await planOf(id)).not.toBe(plan.code);
  });

  it('beside single changes of the same accounts: each has a plan as a whole, and a line for each change', async () => {
    const ids = await accounts(6);
    const [many, single] = [
      await node().plan(),
      await node().plan([{ code: 'words', quota: 3, resetPeriod: 'daily' }]),
    ];
    const [result] = await Promise.all([
      changed({ accountIds: ids, planCode: many.code, reason }),
      ...ids.map((id) =>
        node().done(node().post(`/admin/accounts/${id}/plan`, { planCode: single.code, reason: 'one' })),
      ),
    ]);
    expect(result).toMatchObject({ changed: 6, failed: 0 });
    for (const id of ids) {
      const lines = await assigned(id);
      expect(lines).toHaveLength(2);
      expect(lines[1]?.details).toEqual({ before: lines[0]?.target });
      expect(await planOf(id)).toBe(lines[1]?.target);
      const { quotas } = AccountDetail.parse(await node().done(node().get(`/admin/accounts/${id}`)));
      const codes = quotas.map(({ featureCode }) => featureCode);
      expect(codes).toEqual(lines[1]?.target === many.code ? ['calls', 'export'] : ['words']);
    }
  });

  it('beside a purchase: what an admin gives stays until what was bought since begins, as for one account', async () => {
    const [bulk, alone] = await accounts(2);
    const [bought, given] = [await node().plan(), await node().plan()];
    const buy = (id: string | undefined) =>
      node().server.owner.query(
        `select public.start_subscription($1, version.id, 'month', $2)
         from public.plan_versions as version where version.plan_id = $3`,
        [id, randomUUID(), bought.id],
      );
    const planRow = async (id: string | undefined) => {
      const { rows } = await node().server.owner.query<object>(
        `select plan_id, next_plan_version_id is not null as waits, next_ends_at
         from public.account_plans where account_id = $1`,
        [id],
      );
      return rows[0];
    };
    for (const id of [bulk, alone]) await buy(id);
    await node().done(change({ accountIds: [bulk], planCode: given.code, reason }));
    await node().done(node().post(`/admin/accounts/${alone}/plan`, { planCode: given.code, reason }));
    expect(await planRow(bulk)).toEqual(await planRow(alone));
    expect(await planOf(String(bulk))).toBe(given.code);
    const [result] = await Promise.all([
      changed({ accountIds: [bulk], planCode: bought.code, reason }),
      buy(bulk),
    ]);
    expect(statuses(result)).toEqual(['changed']);
    expect(await planOf(String(bulk))).toBe(bought.code);
  });

  it('403, 409 and 422 as a whole, and nobody is changed', async () => {
    const [id] = await accounts(1);
    const { code: planCode } = await node().plan();
    const { token } = await node().person();
    const draft = await createPlan(node().server, node().admin, {
      code: `draft-${randomUUID()}`,
      status: 'draft',
    });
    const body = { accountIds: [id], planCode, reason };
    expect(await change(body, { token })).toMatchObject({ status: 403 });
    expect(await change({ ...body, planCode: draft.code })).toMatchObject({ status: 409 });
    expect(badFields(await change({ ...body, planCode: 'nonsense' }))).toEqual(['planCode']);
    expect(badFields(await change({ ...body, reason: '' }))).toEqual(['reason']);
    expect(badFields(await change({ ...body, accountIds: [] }))).toEqual(['accountIds']);
    expect(badFields(await change({ ...body, accountIds: Array(1_001).fill(id) }))).toEqual(['accountIds']);
    expect(await assigned(String(id))).toEqual([]);
  });

  it('takes a thousand accounts by the longest names that they may have', async () => {
    const { code: planCode } = await node().plan();
    const accountIds = Array.from({ length: 1_000 }, (_, at) => `ext:${String(at).padEnd(200, 'x')}`);
    expect(await changed({ accountIds, planCode, reason })).toMatchObject({ changed: 0, failed: 1_000 });
  });
});

describe('the Idempotency-Key of a change of many plans', () => {
  it('gives the first answer again, whatever has become of the accounts, and changes nobody a second time', async () => {
    const ids = await accounts(3);
    const [held = '', second = ''] = ids;
    const { code: planCode } = await node().plan();
    const body = { accountIds: ids, planCode, reason };
    const key = randomUUID();
    const first = await holding(held, () => changed(body, key));
    expect(statuses(first)).toEqual(['unavailable', 'changed', 'changed']);
    const { code: other } = await node().plan();
    await node().done(node().post(`/admin/accounts/${second}/plan`, { planCode: other, reason }));
    expect(await changed(body, key)).toEqual(first);
    expect(await planOf(second)).toBe(other);
    expect(await planOf(held)).not.toBe(planCode);
    expect(await actLines(planCode)).toHaveLength(1);
  });

  it('has one answer for twins at once, and is a mismatch for other accounts', async () => {
    const ids = await accounts(4);
    const { code: planCode } = await node().plan();
    const key = randomUUID();
    const body = { accountIds: ids, planCode, reason };
    const twins = await Promise.all([changed(body, key), changed(body, key), changed(body, key)]);
    expect(twins).toEqual(Array(3).fill(twins[0]));
    for (const id of ids) expect(await assigned(id)).toHaveLength(1);
    expect(await actLines(planCode)).toHaveLength(1);
    const others = await change({ ...body, accountIds: ids.slice(1) }, { key });
    expect(others).toMatchObject({ status: 422, body: { code: 'idempotency_mismatch' } });
  });

  it('tells of an account what a twin did of it after this one had failed', async () => {
    const ids = await accounts(6);
    const [held = '', ...others] = ids;
    const { code: planCode } = await node().plan();
    const [key, body] = [randomUUID(), { accountIds: ids, planCode, reason }];
    // The first gives up on the account; its twin, which comes to it then, gets it. The others keep the first busy.
    const [answer, other] = await holding(others.slice(2), async () => {
      const under = await holding(held, async () => {
        const both = Promise.all([changed(body, key), changed(body, key)]);
        await setTimeout(750);
        return { both };
      });
      return under.both;
    });
    expect(other).toEqual(answer);
    expect(await planOf(held)).toBe(planCode);
    const { results, ...details } = answer;
    expect(results[0]).toEqual({ accountId: held, status: 'changed' });
    expect(await actLines(planCode)).toEqual([{ reason, details }]);
  });

  it('has an answer that stays true, whichever twin is the first to settle', async () => {
    const { code: planCode } = await node().plan();
    for (const heldMs of [505, 550, 700]) {
      const [held = ''] = await accounts(1);
      const key = randomUUID();
      const send = () => changed({ accountIds: [held], planCode, reason }, key);
      const under = await holding(held, async () => {
        const both = Promise.all([send(), send()]);
        await setTimeout(heldMs);
        return { both };
      });
      const [answer, other] = await under.both;
      expect(other).toEqual(answer);
      expect(answer.changed).toBe((await planOf(held)) === planCode ? 1 : 0);
    }
    expect(await actLines(planCode)).toHaveLength(3);
  });

  it('stays claimed by an act that is under way when the plan is archived and a twin comes', async () => {
    const [done = '', busy = '', other = ''] = await accounts(3);
    const { id, code: planCode } = await node().plan();
    const key = randomUUID();
    const body = { accountIds: [done, busy], planCode, reason };
    const answers = await holding(busy, async () => {
      // In the line of the account, before the act: that waits for it without a transaction of its own.
      const before = node().done(node().put(`/admin/accounts/${busy}/overrides/calls`, { quota: 7, reason }));
      await somebodyWaits();
      const first = changed(body, key);
      await expectSoon(() => planOf(done), planCode);
      await setStatus(id, 'archived');
      const twin = changed(body, key);
      await setTimeout(200);
      const others = await change({ ...body, accountIds: [other] }, { key });
      return { before, both: Promise.all([first, twin]), others };
    });
    await answers.before;
    expect(answers.others).toMatchObject({ status: 422, body: { code: 'idempotency_mismatch' } });
    const [answer, twin] = await answers.both;
    expect(twin).toEqual(answer);
    expect(statuses(answer)).toEqual(['changed', 'conflict']);
    expect(await actLines(planCode)).toEqual([{ reason, details: { changed: 1, kept: 0, failed: 1 } }]);
  });

  it('is free again after a refusal of the whole', async () => {
    const [id] = await accounts(1);
    const plan = await createPlan(node().server, node().admin, {
      code: `draft-${randomUUID()}`,
      status: 'draft',
      features: [{ code: 'calls', quota: 5, resetPeriod: 'monthly' }],
    });
    const key = randomUUID();
    const body = { accountIds: [id], planCode: plan.code, reason };
    expect(await change(body, { key })).toMatchObject({ status: 409 });
    await setStatus(plan.id, 'active');
    expect(statuses(await changed(body, key))).toEqual(['changed']);
  });

  it('tells who may only write no more than what became of each', async () => {
    const token = await node().key('accounts:write');
    const [id] = await accounts(1);
    const { code: planCode } = await node().plan();
    const answer = await change({ accountIds: [id, unknownId], planCode, reason }, { token });
    expect(answer.body.data).toEqual({
      changed: 1,
      kept: 0,
      failed: 1,
      results: [
        { accountId: id, status: 'changed' },
        { accountId: unknownId, status: 'failed', code: 'not_found', detail: 'There is no such account' },
      ],
    });
  });
});
