import { expect, it } from '@jest/globals';
import { after, start } from '../../harness/metering/metering.ts';
import { useOrdersDatabase } from '../../harness/orders/orders.ts';

const database = useOrdersDatabase();

const days = 400;
/** When what was handled at the start is old enough. */
const due = after(start, { hours: 24 * days });

const forget = async (at: string, limit = 1_000): Promise<number> => {
  const { gone } = await database().one<{ gone: number }>(
    'select public.forget_event_bodies($1, $2, $3) as gone',
    [limit, days, at],
  );
  return gone;
};

/** An event with a body; handled at the start, or in the state. */
async function received(eventId: string, commands: object[] | null, state?: string): Promise<string> {
  const { id } = await database().one<{ id: string }>(
    `select id
     from public.receive_event(
       'sandbox', $1, 'the body'::bytea, '{"signature": "s"}', p_commands => $2, p_now => $3
     )`,
    [eventId, commands && JSON.stringify(commands), start],
  );
  if (state === undefined) await database().apply(id);
  else {
    await database().rows(
      `update public.provider_events set state = $2, handled_at = case $2 when 'dismissed' then $3::timestamptz end
       where id = $1`,
      [id, state, start],
    );
  }
  return id;
}

const withBody = async (): Promise<string[]> => {
  const rows = await database().rows<{ event_id: string }>(
    `select event_id from public.provider_events where raw is not null and headers <> '{}' order by event_id`,
    [],
  );
  return rows.map(({ event_id: eventId }) => eventId);
};

it('forgets bodies of what was handled so many days ago, a step at a time, and of nothing that may need one', async () => {
  const db = database();
  const { accountId, order, paid } = await db.opened([await db.package()]);
  await received('applied', [paid]);
  await received('ignored', [{ type: 'subscription_paid', subscriptionId: 'sub' }]);
  await received('dismissed', [paid], 'dismissed');
  const kept = ['received', 'orphan', 'mismatch', 'failed', 'dead'];
  for (const state of kept) await received(state, [paid], state);
  // Nobody has said what it means, and its body may still say so.
  await received('untold', null, 'dismissed');
  expect(await forget(after(due, { seconds: -1 }))).toBe(0);

  const later = after(due, { seconds: 1 });
  expect(await forget(later, 2)).toBe(2);
  expect(await forget(later, 2)).toBe(1);
  expect(await forget(later, 2)).toBe(0);
  expect(await withBody()).toEqual([...kept, 'untold'].sort());

  // What was applied is still known, however late it comes again, and what it said can still be read.
  const again = await db.one<{ id: string; is_new: boolean }>(
    `select * from public.receive_event('sandbox', 'applied', 'the body', p_commands => $1, p_now => $2)`,
    [JSON.stringify([paid]), later],
  );
  expect(again.is_new).toBe(false);
  expect(await db.apply(again.id, later)).toBe('applied');
  expect(await db.payments(accountId, order.id)).toHaveLength(1);
  expect(
    await db.one('select event_id, money_id, commands from public.provider_events where id = $1', [again.id]),
  ).toEqual({
    event_id: 'applied',
    money_id: paid['providerPaymentId'],
    commands: [paid],
  });
});

it('a message without an id of its own is known by its hash, also when its body is gone', async () => {
  const db = database();
  const bring = (at: string) =>
    db.one<{ id: string; is_new: boolean }>(
      `select * from public.receive_event('stripe', null, 'the same body'::bytea, p_commands => '[]', p_now => $1)`,
      [at],
    );
  const { id } = await bring(start);
  expect(await db.apply(id)).toBe('ignored');
  const later = after(due, { seconds: 1 });
  expect(await forget(later)).toBe(1);
  expect(await bring(later)).toEqual({ id, is_new: false });
  // It can be tried again, by what it was taken for.
  expect(await db.one('select public.replay_event($1, null, $2) as state', [id, later])).toEqual({
    state: 'ignored',
  });
});
