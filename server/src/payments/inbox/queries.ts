import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { Command } from '../commands.ts';
import type { ProviderName, Verified } from '../provider.ts';

export interface ReceivedEvent extends Omit<Verified, 'mismatch'> {
  provider: ProviderName;
  raw: Buffer;
  headers: Record<string, string>;
  mismatch: Verified['mismatch'] | 'wrong_mode' | undefined;
}

/**
 * See receive_event.sql: each is kept once, whoever brings it how often; their ids. All in one statement, which is a
 * transaction; in the order of their ids, so that nobody waits for who waits for them.
 */
export async function receiveEvents(db: Database, events: readonly ReceivedEvent[]): Promise<string[]> {
  const texts = (valueOf: (event: ReceivedEvent) => string | null | undefined) =>
    events.map((event) => valueOf(event) ?? null);
  const { rows } = await sql<{ id: string }>`
    select kept.id
    from (
      select told.*
      from unnest(
        ${texts(({ provider }) => provider)}::text[], ${texts(({ eventId }) => eventId)}::text[],
        ${events.map(({ raw }) => raw)}::bytea[], ${texts(({ headers }) => JSON.stringify(headers))}::text[],
        ${texts(({ signedBy }) => signedBy)}::text[], ${events.map(({ isTest }) => isTest ?? null)}::boolean[],
        ${texts(({ commands }) => toJson(commands))}::text[], ${texts(({ occurredAt }) => occurredAt)}::text[],
        ${texts(({ mismatch }) => mismatch)}::text[]
      ) with ordinality as told (
        provider, event_id, raw, headers, signed_by, is_test, commands, occurred_at, mismatch, position
      )
      order by told.provider, told.event_id
    ) as told
    cross join lateral public.receive_event(
      p_provider => told.provider, p_event_id => told.event_id, p_raw => told.raw,
      p_headers => told.headers::jsonb, p_signed_by => told.signed_by, p_is_test => told.is_test,
      p_commands => told.commands::jsonb, p_occurred_at => told.occurred_at::timestamptz,
      p_mismatch => told.mismatch
    ) as kept
    order by told.position`.execute(db);
  return rows.map(({ id }) => id);
}

export interface ClaimedEvent {
  id: string;
  provider: ProviderName;
  /** Of what is translated it may be forgotten (forget_event_bodies.sql), and nobody asks for it. */
  raw: Buffer;
  headers: Record<string, string>;
}

/** See claim_events.sql. */
export async function claimEvents(db: Database, limit: number, isTold: boolean): Promise<ClaimedEvent[]> {
  const { rows } = await sql<ClaimedEvent>`
    select id, provider, raw, headers from public.claim_events(${limit}, ${isTold})`.execute(db);
  return rows;
}

/** See apply_event.sql: a transaction of its own. Returns the event's state. */
export async function applyEvent(db: Database, id: string, commands: Command[] | undefined): Promise<string> {
  const { rows } = await sql<{ state: string }>`
    select public.apply_event(${id}, ${toJson(commands)}::jsonb) as state`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('An event came back empty');
  return row.state;
}

function toJson(commands: Command[] | undefined): string | null {
  return commands === undefined ? null : JSON.stringify(commands);
}
