import { isDeepStrictEqual } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { OrderDetail } from '../../../src/orders/contract.ts';
import { waitUntil } from '../../harness/clock/wait.ts';
import { useCreditsServer } from '../../harness/credits/credits-server.ts';
import { offerPackage } from '../../harness/credits/packages.ts';
import { connectSocket, type TestSocket } from '../../harness/http/socket.ts';
import { registerUser } from '../../harness/identity/people.ts';

const node = useCreditsServer();
const open: TestSocket[] = [];

afterEach(() => {
  for (const { socket } of open.splice(0)) socket.disconnect();
});

async function ordered() {
  const { token, account } = await registerUser(node().server);
  const { id: productId } = await offerPackage(node());
  const body = { items: [{ productKind: 'package', productId }] };
  const order = OrderDetail.parse(await node().done(node().post('/orders/create', body, { token })));
  const read = async () => OrderDetail.parse(await node().done(node().get(`/orders/${order.id}`, { token })));
  return { token, accountId: account.id, order, read };
}

/** By the role that owns all. */
const sql = (statement: string, values: unknown[]) => node().server.owner.query(statement, values);

describe('by themselves', () => {
  it('orders expire whose time is over, and their buyers’ browsers hear of it', async () => {
    const { token, accountId, order, read } = await ordered();
    const socket = await connectSocket(node().server, { token });
    open.push(socket);
    await sql(`update public.orders set expires_at = now() - interval '1 second' where id = $1`, [order.id]);
    await waitUntil(async () => (await read()).status === 'expired');
    const told = { accountId, orderId: order.id, status: 'expired' };
    await waitUntil(() =>
      socket.payloads('order:updated').some((payload) => isDeepStrictEqual(payload, told)),
    );
  });

  it('goods are given that could not be given when they were paid', async () => {
    const due = await paidAndDue();
    await makeRoom(due);
    await waitUntil(async () => !(await due.read()).goodsDue);
    expect((await node().balance(due.accountId)).balance).toBe(2 ** 53 - 1 - 900);
  });

  it('goods of others are given while somebody holds an account whose own were due before', async () => {
    const held = await paidAndDue();
    const dueAt = (at: string) =>
      sql(`update public.orders set goods_due_at = ${at} where id = $1`, [held.order.id]);
    await dueAt(`now() + interval '1 hour'`);
    const free = await paidAndDue();
    const client = await node().server.owner.connect();
    try {
      await client.query('begin');
      await client.query('select from public.credit_balances where account_id = $1 for no key update', [
        held.accountId,
      ]);
      await dueAt('now()');
      await makeRoom(free);
      await waitUntil(async () => !(await free.read()).goodsDue);
      const { rows } = await sql('select goods_error from public.orders where id = $1', [held.order.id]);
      // Nobody has waited for it.
      expect(rows).toEqual([{ goods_error: expect.not.stringContaining('55P03') }]);
    } finally {
      await client.query('rollback');
      client.release();
    }
    await makeRoom(held);
    await waitUntil(async () => !(await held.read()).goodsDue);
  });
});

/** An order that is paid, and could not be given: there is no room for its credits. */
async function paidAndDue() {
  const { accountId, order, read } = await ordered();
  await node().grant(accountId, 2 ** 53 - 1);
  const command = {
    type: 'payment_succeeded',
    providerPaymentId: order.id,
    amountMinor: order.amountMinor,
    taxMinor: 0,
    currency: order.currency,
  };
  await sql(
    `with attempt as (select * from public.open_payment($1, $2, 'sandbox', p_is_test => $3)),
     event as (
       select received.id
       from attempt
       cross join lateral public.receive_event(
         'sandbox', $2::text, ''::bytea,
         p_commands => jsonb_build_array($4::jsonb || jsonb_build_object('reference', attempt.reference, 'at', now()))
       ) as received
     )
     select public.apply_event(id) from event`,
    [accountId, order.id, order.isTest, JSON.stringify(command)],
  );
  expect(await read()).toMatchObject({ status: 'paid', goodsDue: true });
  return { accountId, order, read };
}

/** So that it can be given, and is due now. */
async function makeRoom({ accountId, order }: { accountId: string; order: { id: string } }): Promise<void> {
  await sql(`select public.revoke_credits($1, null, 1000)`, [accountId]);
  await sql('update public.orders set goods_due_at = now() where id = $1', [order.id]);
}
