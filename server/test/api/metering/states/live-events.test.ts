import { afterEach, describe, expect, it } from '@jest/globals';
import { Alert } from '../../../../src/metering/alerts/contract.ts';
import { meteringJobs } from '../../../../src/metering/jobs.ts';
import { Check, Quota } from '../../../../src/metering/states/contract.ts';
import { updatePlan } from '../../../harness/catalog/catalog.ts';
import { waitUntil } from '../../../harness/clock/wait.ts';
import { connectSocket, type TestSocket } from '../../../harness/http/socket.ts';
import type { Person } from '../../../harness/identity/people.ts';
import { idsOf, useMeteringServer } from '../../../harness/metering/metering-server.ts';

const node = useMeteringServer();
const open: TestSocket[] = [];

afterEach(() => {
  for (const { socket } of open.splice(0)) socket.disconnect();
});

async function connect({ token }: Pick<Person, 'token'>): Promise<TestSocket> {
  const socket = await connectSocket(node().server, { token });
  open.push(socket);
  return socket;
}

const quotas = (socket: TestSocket) =>
  socket.payloads('quota:updated').map((payload) => Quota.parse(payload));
const alerts = (socket: TestSocket) => socket.payloads('quota:alert').map((payload) => Alert.parse(payload));

describe('quota:updated', () => {
  it('comes after a record with the very numbers of its answer, to that account alone', async () => {
    const [one, other] = [await node().person(), await node().person()];
    const [mine, theirs] = [await connect(one), await connect(other)];
    const { body } = await node().post('/usage/record', {
      accountId: one.account.id,
      featureCode: 'calls',
      amount: 7,
    });
    await waitUntil(() => quotas(mine).length > 0);
    expect(quotas(mine)).toEqual([body.data.quota]);
    await node().use(other.account.id);
    await waitUntil(() => quotas(theirs).length > 0);
    expect(quotas(theirs)).toMatchObject([{ used: 1 }]);
  });

  it('comes at most 5 times a second, the last numbers always', async () => {
    const person = await node().person([{ code: 'calls', quota: 1000, resetPeriod: 'monthly' }]);
    const socket = await connect(person);
    const from = performance.now();
    for (let count = 0; count < 60; count += 1) await node().use(person.account.id);
    await waitUntil(() => quotas(socket).at(-1)?.used === 60);
    const seconds = (performance.now() - from) / 1000;
    expect(quotas(socket).length).toBeLessThanOrEqual(Math.ceil(seconds * 5) + 2);
  });

  it('comes after a reservation, its end, a void, a reset, an override and another plan', async () => {
    const person = await node().person();
    const { id } = person.account;
    const socket = await connect(person);
    const shows = (numbers: Partial<Quota>) =>
      waitUntil(() => {
        const last = quotas(socket)
          .filter(({ featureCode }) => featureCode === 'calls')
          .at(-1);
        return last !== undefined && JSON.stringify({ ...last, ...numbers }) === JSON.stringify(last);
      });
    const record = await node().use(id, { amount: 9 });
    const held = await node().done(
      node().post('/usage/reservations', { accountId: id, featureCode: 'calls', amount: 20 }),
    );
    await shows({ used: 9, reserved: 20 });
    await node().post(`/usage/reservations/${held.id}/release`);
    await shows({ used: 9, reserved: 0 });
    await node().post(`/usage/records/${record}/void`, { reason: 'x' });
    await shows({ used: 0 });
    await node().use(id, { amount: 5 });
    await shows({ used: 5 });
    await node().post(`/admin/accounts/${id}/usage/reset`, { reason: 'x' });
    await shows({ used: 0 });
    await node().put(`/admin/accounts/${id}/overrides/calls`, { quota: 7, reason: 'x' });
    await shows({ quota: 7 });
    await node().delete(`/admin/accounts/${id}/overrides/calls`);
    const { code: planCode } = await node().plan([{ code: 'calls', quota: 33, resetPeriod: 'monthly' }]);
    await node().post(`/admin/accounts/${id}/plan`, { planCode, reason: 'x' });
    await shows({ quota: 33 });
  });
});

describe('subscription:updated', () => {
  const updates = (socket: TestSocket) => socket.payloads('subscription:updated');

  /** Does it, and waits for the account to hear of it with this plan. */
  async function expectUpdate(socket: TestSocket, planCode: unknown, what: () => Promise<unknown>) {
    socket.events.length = 0;
    await what();
    await waitUntil(() => updates(socket).length > 0);
    expect(updates(socket)).toEqual([{ accountId: expect.any(String), planCode }]);
    // What follows within a fifth of a second might otherwise be told together with it.
    await waitUntil(() => performance.now() - (socket.events.at(-1)?.atMs ?? 0) > 250);
  }

  it('comes when an override gives a feature that the plan lacks, and when it is lifted', async () => {
    const person = await node().person();
    const { code: planCode } = await node().plan([{ code: 'calls', quota: 33, resetPeriod: 'monthly' }]);
    const account = `/admin/accounts/${person.account.id}`;
    const [socket, stranger] = [await connect(person), await connect(await node().person())];
    await expectUpdate(socket, planCode, () => node().post(`${account}/plan`, { planCode, reason: 'x' }));
    await expectUpdate(socket, planCode, () =>
      node().put(`${account}/overrides/words`, { quota: 7, reason: 'x' }),
    );
    expect(await node().quota(person.account.id, 'words')).toMatchObject({ quota: 7 });
    await expectUpdate(socket, planCode, () => node().delete(`${account}/overrides/words`));
    expect(await node().quota(person.account.id, 'words')).toBeUndefined();
    expect(updates(stranger)).toEqual([]);
  });

  it('comes when the person moves to another time zone, which checks then answer in', async () => {
    const person = await node().person();
    const zone = async () => {
      const path = `/usage/check-quota/calls?accountId=${person.account.id}`;
      return Check.parse(await node().done(node().get(path))).quota?.timeZone;
    };
    expect(await zone()).toBe('UTC');
    const socket = await connect(person);
    await expectUpdate(socket, expect.any(String), () =>
      node().send('patch', '/auth/me', { timeZone: 'Asia/Kathmandu' }, { token: person.token }),
    );
    expect(await zone()).toBe('Asia/Kathmandu');
  });

  it('comes when a host application names another plan', async () => {
    const person = await node().person();
    const { id } = person.account;
    await node().server.ctx.pool.query(
      'insert into public.account_external_ids (external_id, account_id) values ($1::text, $1::uuid)',
      [id],
    );
    const socket = await connect(person);
    const { code: planCode } = await node().plan();
    await expectUpdate(socket, planCode, () =>
      node().done(node().put(`/admin/accounts/ext:${id}`, { name: 'x', planCode })),
    );
  });

  it('comes with the renewal, and not when usage is reset', async () => {
    const plan = await node().plan();
    const person = await node().person();
    const { id } = person.account;
    await node().done(node().post(`/admin/accounts/${id}/plan`, { planCode: plan.code, reason: 'x' }));
    const socket = await connect(person);
    await updatePlan(node().server, node().admin, plan.id, {
      features: [{ code: 'words', quota: 5, resetPeriod: 'monthly' }],
      rollout: 'renewal',
    });
    await node().use(id);
    await node().done(node().post(`/admin/accounts/${id}/usage/reset`, { reason: 'x' }));
    await waitUntil(() => quotas(socket).at(-1)?.used === 0);
    expect(updates(socket)).toEqual([]);
    const { ctx, owner } = node().server;
    await owner.query('update public.account_plans set renews_at = now() where account_id = $1', [id]);
    const renewal = meteringJobs.find(({ name }) => name === 'renew_plans');
    await expectUpdate(socket, plan.code, async () => renewal?.run(ctx));
    expect(await node().quota(id, 'words')).toMatchObject({ quota: 5 });
  });
});

describe('quota:alert', () => {
  it('comes for each threshold crossed, to the account and to admins, equal to what HTTP then shows', async () => {
    const [person, stranger] = [await node().person(), await node().person()];
    const [mine, theirs, admins] = [
      await connect(person),
      await connect(stranger),
      await connect({ token: node().admin }),
    ];
    await node().use(person.account.id, { amount: 96 });
    await waitUntil(() => alerts(mine).length === 2 && alerts(admins).length >= 2);
    expect(alerts(mine).map(({ threshold, level, used }) => [threshold, level, used])).toEqual([
      [80, 'warning', 96],
      [95, 'critical', 96],
    ]);
    expect(alerts(admins)).toEqual(alerts(mine));
    const { body } = await node().get('/usage/alerts', { token: person.token });
    expect(idsOf(body.data).toSorted()).toEqual(idsOf(alerts(mine)).toSorted());
    await node().use(stranger.account.id);
    await waitUntil(() => quotas(theirs).length > 0);
    expect(alerts(theirs)).toEqual([]);
  });

  it('comes soon after the request that crossed the threshold, not with the next round of a job', async () => {
    const person = await node().person();
    const socket = await connect(person);
    const from = performance.now();
    await node().use(person.account.id, { amount: 80 });
    await waitUntil(() => alerts(socket).length === 1);
    const [event] = socket.events.filter(({ name }) => name === 'quota:alert');
    expect((event?.atMs ?? Infinity) - from).toBeLessThan(10_000);
  });

  it('also comes for an alert that another process wrote and never sent', async () => {
    const person = await node().person();
    const socket = await connect(person);
    await node().server.ctx.pool.query('select public.record_feature_usage($1, $2)', [
      person.account.id,
      JSON.stringify([{ featureCode: 'calls', amount: 80 }]),
    ]);
    await waitUntil(() => alerts(socket).length === 1);
    expect(alerts(socket)).toMatchObject([{ threshold: 80, used: 80 }]);
  });
});

describe('plans:updated', () => {
  it('comes when a plan is published to all at once, and the overview that it sends to look at has it', async () => {
    const plan = await node().plan();
    const person = await node().person();
    await node().post(`/admin/accounts/${person.account.id}/plan`, { planCode: plan.code, reason: 'x' });
    const socket = await connect(person);
    await updatePlan(node().server, node().admin, plan.id, {
      features: [{ code: 'calls', quota: 4321, resetPeriod: 'monthly' }],
      rollout: 'now',
    });
    expect(await node().quota(person.account.id)).toMatchObject({ quota: 4321 });
    await waitUntil(() => socket.payloads('plans:updated').length > 0);
    expect(socket.payloads('plans:updated')).toContainEqual({ planId: plan.id, version: 2, rollout: 'now' });
  });
});
