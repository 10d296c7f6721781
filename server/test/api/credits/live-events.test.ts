import { afterEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { enqueueCreditsChanged } from '../../../src/credits/balances/balance-messages.ts';
import { CreditsUpdated } from '../../../src/credits/balances/contract.ts';
import { creditJobs } from '../../../src/credits/jobs.ts';
import { withTransaction } from '../../../src/db/transaction.ts';
import { waitUntil } from '../../harness/clock/wait.ts';
import { useCreditsServer } from '../../harness/credits/credits-server.ts';
import { connectSocket, type TestSocket } from '../../harness/http/socket.ts';

const node = useCreditsServer();
const open: TestSocket[] = [];

afterEach(() => {
  for (const { socket } of open.splice(0)) socket.disconnect();
});

async function connect({ token }: { token: string }): Promise<TestSocket> {
  const socket = await connectSocket(node().server, { token });
  open.push(socket);
  return socket;
}

const updates = (socket: TestSocket) =>
  socket.payloads('credits:updated').map((payload) => CreditsUpdated.parse(payload));

async function shows(socket: TestSocket, numbers: Partial<CreditsUpdated>): Promise<CreditsUpdated> {
  await waitUntil(() => {
    const last = updates(socket).at(-1);
    return last !== undefined && JSON.stringify({ ...last, ...numbers }) === JSON.stringify(last);
  });
  return updates(socket).at(-1)!;
}

describe('credits:updated', () => {
  it('comes after a use with the numbers of its answer and its line, to that account alone', async () => {
    const [one, other] = [await node().person(), await node().person()];
    const [mine, theirs] = [await connect(one), await connect(other)];
    const { transactionId, balance } = await node().use(one.account.id, 7);
    const told = await shows(mine, { balance });
    expect(told).toEqual({
      accountId: one.account.id,
      balance: 93,
      held: 0,
      debt: 0,
      version: expect.any(Number),
      lastTransaction: { id: transactionId, type: 'consume' },
    });
    await node().use(other.account.id, 1);
    await shows(theirs, { balance: 99 });
    expect(updates(theirs).map(({ accountId }) => accountId)).toEqual([other.account.id]);
    expect(updates(mine)).toHaveLength(1);
  });

  it('comes after a hold, its commit or release, and a return', async () => {
    const person = await node().person();
    const { id: accountId } = person.account;
    const socket = await connect(person);
    const hold = async () =>
      String((await node().done(node().post('/credits/reservations', { accountId, amount: 30 }))).id);
    const first = await hold();
    await shows(socket, { balance: 70, held: 30 });
    await node().done(node().post(`/credits/reservations/${first}/release`));
    await shows(socket, { balance: 100, held: 0 });
    const second = await hold();
    const { transactionId } = await node().done(
      node().post(`/credits/reservations/${second}/commit`, { amount: 10 }),
    );
    await shows(socket, { balance: 90, held: 0 });
    await node().done(
      node().post(`/credits/transactions/${transactionId}/return`, { amount: 4, reason: 'x' }),
    );
    const told = await shows(socket, { balance: 94 });
    expect(told.lastTransaction?.type).toBe('return');
  });

  it('comes in the order of versions, the last numbers always, however fast they change', async () => {
    const person = await node().person(1_000);
    const socket = await connect(person);
    await Promise.all(Array.from({ length: 200 }, () => node().use(person.account.id, 1)));
    await shows(socket, { balance: 800 });
    const told = updates(socket);
    const versions = told.map(({ version }) => version);
    expect(versions).toEqual(versions.toSorted((one, other) => one - other));
    const balances = told.map(({ balance }) => balance);
    expect(balances).toEqual(balances.toSorted((one, other) => other - one));
  });

  it('comes after what others did to the account, once that has committed', async () => {
    const person = await node().person();
    const { id: accountId } = person.account;
    const socket = await connect(person);
    const { ctx } = node().server;
    await withTransaction(ctx, async (tx) => {
      await sql`
        select public.grant_credits(
          p_account_id => ${accountId}, p_amount => 11, p_source => 'admin', p_source_id => 'a gift'
        )`.execute(tx);
      await enqueueCreditsChanged(tx, [accountId]);
      expect(updates(socket)).toEqual([]);
    });
    const told = await shows(socket, { balance: 111 });
    expect(told.lastTransaction?.type).toBe('grant');
  });

  it('shows credits that were taken back and are owed as a revoke', async () => {
    const person = await node().person(0);
    const { id: accountId } = person.account;
    const lotId = await node().grant(accountId, 10);
    await node().use(accountId, 10);
    const socket = await connect(person);
    const { ctx } = node().server;
    await ctx.pool.query(
      `select public.revoke_credits(
         p_account_id => $1, p_lot_id => $2, p_amount => null, p_total => null, p_reason => 'x', p_actor => '{}'
       )`,
      [accountId, lotId],
    );
    ctx.ledger.teller.tell([accountId]);
    const told = await shows(socket, { balance: 0, debt: 10 });
    expect(told.lastTransaction?.type).toBe('revoke');
  });

  it('comes when the sweeper finds that a hold has ended', async () => {
    const person = await node().person();
    const { id: accountId } = person.account;
    const hold = { accountId, amount: 30, ttlSeconds: 1 };
    await node().done(node().post('/credits/reservations', hold));
    const socket = await connect(person);
    const { ctx } = node().server;
    const sweep = creditJobs.find(({ name }) => name === 'expire_credits');
    await waitUntil(async () => {
      await sweep?.run(ctx);
      // News of the hold itself may come late.
      return updates(socket).some(({ held }) => held === 0);
    });
    await shows(socket, { balance: 100, held: 0 });
  });
});
