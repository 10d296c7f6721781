import { afterEach, describe, expect, it } from '@jest/globals';
import { CreditsUpdated } from '../../../../src/credits/balances/contract.ts';
import { createPlan } from '../../../harness/catalog/catalog.ts';
import { waitUntil } from '../../../harness/clock/wait.ts';
import { connectSocket, type TestSocket } from '../../../harness/http/socket.ts';
import { elasticCalls, spendBeyond } from '../../../harness/metering/elastic-calls.ts';
import { useMeteringServer } from '../../../harness/metering/metering-server.ts';

/** That browsers hear of credits which move because quotas, records or plans do. */

const node = useMeteringServer();
const open: TestSocket[] = [];

afterEach(() => {
  for (const { socket } of open.splice(0)) socket.disconnect();
});

/** Somebody with 50 credits who has used up an elastic quota, and their browser. */
async function spender(): Promise<{ accountId: string; socket: TestSocket }> {
  const person = await node().person([elasticCalls]);
  const accountId = person.account.id;
  await spendBeyond(node(), accountId);
  const socket = await connectSocket(node().server, { token: person.token });
  open.push(socket);
  return { accountId, socket };
}

const updates = (socket: TestSocket) =>
  socket.payloads('credits:updated').map((payload) => CreditsUpdated.parse(payload));

async function shows(
  socket: TestSocket,
  balance: number,
  held = 0,
): Promise<CreditsUpdated['lastTransaction']> {
  const told = () => updates(socket).findLast((update) => update.balance === balance && update.held === held);
  await waitUntil(() => told() !== undefined);
  return told()?.lastTransaction ?? null;
}

describe('credits:updated', () => {
  it('comes after a use that credits paid', async () => {
    const { accountId, socket } = await spender();
    await node().use(accountId, { amount: 2 });
    expect(await shows(socket, 47)).toMatchObject({ type: 'consume' });
  });

  it('comes after a batch, to each account of which credits paid', async () => {
    const [one, other] = [await spender(), await spender()];
    const events = [one, other, one].map(({ accountId }) => ({ accountId, featureCode: 'calls', amount: 2 }));
    await node().done(node().post('/usage/record/batch', { events }));
    await shows(one.socket, 44);
    await shows(other.socket, 47);
  });

  it('comes after a hold, its commit, one beyond what was held, and a release', async () => {
    const { accountId, socket } = await spender();
    const hold = async (amount: number) => {
      const body = { accountId, featureCode: 'calls', amount };
      return String((await node().done(node().post('/usage/reservations', body))).id);
    };
    const first = await hold(4);
    await shows(socket, 44, 6);
    await node().done(node().post(`/usage/reservations/${first}/commit`, { amount: 2 }));
    expect(await shows(socket, 47)).toMatchObject({ type: 'consume' });
    const second = await hold(4);
    await shows(socket, 41, 6);
    await node().done(node().post(`/usage/reservations/${second}/release`));
    await waitUntil(() => updates(socket).at(-1)?.balance === 47);
    await node().done(node().post(`/admin/accounts/${accountId}/usage/reset`, { reason: 'x' }));
    await shows(socket, 50);
    const third = await hold(10);
    await node().done(node().post(`/usage/reservations/${third}/commit`, { amount: 16 }));
    await shows(socket, 41);
  });

  it('comes after a record was voided, and after a reset', async () => {
    const { accountId, socket } = await spender();
    const id = await node().use(accountId, { amount: 2 });
    await node().use(accountId, { amount: 4 });
    await shows(socket, 41);
    await node().done(node().post(`/usage/records/${id}/void`, { reason: 'a mistake' }));
    expect(await shows(socket, 44)).toMatchObject({ type: 'return' });
    await node().done(node().post(`/admin/accounts/${accountId}/usage/reset`, { reason: 'goodwill' }));
    expect(await shows(socket, 50)).toMatchObject({ type: 'return' });
  });

  it('comes after a plan that includes credits was assigned', async () => {
    const { accountId, socket } = await spender();
    const { server, admin } = node();
    const credits = { amount: 70, interval: 'month' } as const;
    const { code: planCode } = await createPlan(server, admin, { code: 'with-credits', credits });
    await node().done(node().post(`/admin/accounts/${accountId}/plan`, { planCode, reason: 'an upgrade' }));
    expect(await shows(socket, 120)).toMatchObject({ type: 'grant' });
  });
});
