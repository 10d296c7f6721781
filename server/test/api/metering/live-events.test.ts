import { afterEach, describe, expect, it } from '@jest/globals';
import { Alert, Quota } from '../../../src/metering/contract.ts';
import { updatePlan } from '../../harness/catalog.ts';
import { idsOf, useMeteringServer } from '../../harness/metering-server.ts';
import type { Person } from '../../harness/people.ts';
import { connectSocket, type TestSocket } from '../../harness/socket.ts';
import { waitUntil } from '../../harness/wait.ts';

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

  it('comes after a hold, its end, a void, a reset, an override and another plan', async () => {
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
    expect(socket.payloads('subscription:updated')).toEqual([{ accountId: id, planCode }]);
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
    await waitUntil(() => alerts(mine).length === 2 && alerts(admins).length >= 2, 10_000);
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

  it('comes within a second of the request that crossed the threshold', async () => {
    const person = await node().person();
    const socket = await connect(person);
    const from = performance.now();
    await node().use(person.account.id, { amount: 80 });
    await waitUntil(() => alerts(socket).length === 1);
    const [event] = socket.events.filter(({ name }) => name === 'quota:alert');
    expect((event?.atMs ?? Infinity) - from).toBeLessThan(1_000);
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
