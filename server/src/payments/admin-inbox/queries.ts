import { sql } from 'kysely';
import type { PageOf } from '../../db/paged.ts';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../../identity/contract.ts';
import { isUuid } from '../../lib/ids.ts';
import type { InboxEvent, Refusal } from './contract.ts';

/** An event, and whose it is where that is known: by its money, else by our reference. */
const events = sql`
  select event.id, event.provider, event.event_id as "eventId", event.state, event.reason, event.error,
    event.received_at as "receivedAt", owner.account_id as "accountId", owner.order_id as "orderId",
    money.command as money
  from public.provider_events as event
  left join lateral (
    select found.account_id, found.order_id
    from jsonb_array_elements(event.commands) as listed (command)
    cross join lateral public.find_event_order(event.provider, command) as found
    where found.account_id is not null
    limit 1
  ) as owner on true
  left join lateral (
    select
      json_build_object(
        'amountMinor', listed.command -> 'amountMinor', 'taxMinor', coalesce(listed.command -> 'taxMinor', '0'),
        'currency', listed.command -> 'currency', 'providerPaymentId', listed.command -> 'providerPaymentId'
      ) as command
    from jsonb_array_elements(event.commands) as listed (command)
    where listed.command ->> 'type' = 'payment_succeeded'
    limit 1
  ) as money on true`;

type EventRow = Omit<InboxEvent, 'receivedAt' | 'accountId' | 'orderId' | 'money'> & {
  receivedAt: Date;
  accountId: string | null;
  orderId: string | null;
  money: InboxEvent['money'] | null;
};

const unhandled = ['received', 'failed', 'orphan', 'mismatch', 'dead'];

/** Events that need somebody, newest first, with the number of all of them. */
export async function listEvents(
  db: Database,
  { state, limit, offset }: PageOf & { state: string },
): Promise<{ events: InboxEvent[]; total: number }> {
  const states = state === 'unhandled' ? unhandled : [state];
  const { rows } = await sql<EventRow>`
    ${events}
    where event.state = any(${states})
    order by event.received_at desc, event.id desc
    limit ${limit} offset ${offset}`.execute(db);
  const counted = await sql<{ total: number }>`
    select count(*) as total from public.provider_events where state = any(${states})`.execute(db);
  return { events: rows.map(toEvent), total: counted.rows[0]?.total ?? 0 };
}

export async function findEvent(db: Database | Tx, id: string): Promise<InboxEvent | undefined> {
  if (!isUuid(id)) return undefined;
  const { rows } = await sql<EventRow>`${events} where event.id = ${id}`.execute(db);
  return rows[0] && toEvent(rows[0]);
}

function toEvent({ receivedAt, accountId, orderId, money, ...row }: EventRow): InboxEvent {
  return {
    ...row,
    receivedAt: receivedAt.toISOString(),
    ...(accountId !== null && { accountId }),
    ...(orderId !== null && { orderId }),
    ...(money && { money }),
  };
}

/** See replay_event.sql. */
export async function replayEvent(tx: Tx, id: string): Promise<void> {
  await sql`select public.replay_event(${id})`.execute(tx);
}

/** See attach_event.sql. */
export async function attachEvent(
  tx: Tx,
  id: string,
  { accountId, orderId, actor }: { accountId: string; orderId: string | undefined; actor: Actor },
): Promise<void> {
  await sql`
    select public.attach_event(
      p_event_id => ${id}, p_account_id => ${accountId}, p_order_id => ${orderId ?? null},
      p_actor => ${JSON.stringify(actor)}::jsonb
    )`.execute(tx);
}

/** See dismiss_event.sql; false where the event needs nobody any more. */
export async function dismissEvent(tx: Tx, id: string, reason: string): Promise<boolean> {
  const { rows } = await sql<{ isDone: boolean }>`
    select public.dismiss_event(${id}, ${reason}) as "isDone"`.execute(tx);
  return rows[0]?.isDone ?? false;
}

/** Callbacks that were thrown away, newest day first. */
export async function listRefusals(db: Database): Promise<Refusal[]> {
  const { rows } = await sql<Omit<Refusal, 'lastAt'> & { lastAt: Date }>`
    select provider, reason, day::text as day, count, last_at as "lastAt"
    from public.provider_refusals
    where day > current_date - 90
    order by day desc, provider, reason`.execute(db);
  return rows.map((row) => ({ ...row, lastAt: row.lastAt.toISOString() }));
}
