import { expect, it } from '@jest/globals';
import { createDatabase } from '../../../src/db/pool.ts';
import { receiveEvents, type ReceivedEvent } from '../../../src/payments/inbox/queries.ts';
import { useOrdersDatabase } from '../../harness/orders/orders.ts';

const database = useOrdersDatabase();

const eventOf = (eventId: string): ReceivedEvent => ({
  provider: 'stripe',
  eventId,
  raw: Buffer.from([0x7b, 0xff, 0x00, 0x7d]),
  headers: { 'stripe-signature': `t=1,v1="{${eventId}}"` },
  signedBy: 'key',
  isTest: true,
  occurredAt: '2026-11-28T08:00:00.000Z',
  commands: [{ type: 'payment_expired', reference: eventId, at: '2026-11-28T08:00:00.000Z' }],
  mismatch: undefined,
});

it('events that come together are kept as each alone, byte by byte', async () => {
  const db = database();
  const told = [eventOf('one'), { ...eventOf('two'), commands: undefined, mismatch: 'wrong_mode' as const }];
  const ids = await receiveEvents(createDatabase(db.pool), told);
  const rows = await db.rows(
    `select id, event_id, raw, headers, is_test, commands, state, reason, occurred_at from public.provider_events
     where id = any ($1) order by event_id`,
    [ids],
  );
  expect(rows).toEqual([
    {
      id: ids[0],
      event_id: 'one',
      raw: told[0]?.raw,
      headers: told[0]?.headers,
      is_test: true,
      commands: told[0]?.commands,
      state: 'received',
      reason: null,
      occurred_at: new Date('2026-11-28T08:00:00.000Z'),
    },
    expect.objectContaining({
      id: ids[1],
      event_id: 'two',
      commands: null,
      state: 'mismatch',
      reason: 'wrong_mode',
    }),
  ]);
});

it('the same events in any order, many times at once, are kept once, and nobody waits in a circle', async () => {
  const db = database();
  const names = Array.from({ length: 3_000 }, (_, index) => `twin ${index}`);
  const batches = await Promise.all(
    Array.from({ length: 12 }, async (_, turn) => {
      const order = turn % 2 === 0 ? names : names.toReversed();
      // One of them twice.
      const ids = await receiveEvents(createDatabase(db.pool), [...order, 'twin 7'].map(eventOf));
      return new Map([...order, 'twin 7'].map((name, index) => [name, ids[index]]));
    }),
  );
  for (const batch of batches) expect(Object.fromEntries(batch)).toEqual(Object.fromEntries(batches[0]!));
  expect(
    await db.one(`select count(*) as count from public.provider_events where event_id like 'twin %'`, []),
  ).toEqual({ count: 3_000 });
});
