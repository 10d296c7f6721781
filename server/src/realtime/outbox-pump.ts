import { setTimeout as delay } from 'node:timers/promises';
import { sql, type Selectable } from 'kysely';
import type { Database } from '../db/pool.ts';
import type { Outbox } from '../db/tables.gen.ts';
import type { Tx } from '../db/transaction.ts';
import type { Logger } from '../lib/logger.ts';
import { createPoller, type Poller } from '../lib/poller.ts';
import { hintsMissed, isMissed, type LocalBus } from './bus.ts';

type OutboxRow = Pick<Selectable<Outbox>, 'id' | 'topic' | 'attempts'> & { payload: object };

/** Must be safe to run again, and end within five seconds. */
export type OutboxHandler = (payload: object) => void | Promise<void>;

export interface OutboxPump {
  /** Runs on one node for each message, once it was published to all; at least once. */
  onOutbox: (topic: string, handler: OutboxHandler) => void;
  wake: () => void;
  /** Begins to pump: once every handler is there, as a message without one counts as handled. */
  start: () => void;
  stop: () => Promise<void>;
}

interface OutboxPumpOptions {
  db: Database;
  bus: LocalBus;
  logger: Logger;
}

const batchSize = 100;
/** With a handler's longest added, well below what the pool lets a transaction idle, which handlers leave it to. */
const longestBatchMs = 2_000;
/** How late a message may be whose wake-up was lost, to a crash for one. */
const safetyNetMs = 1_000;
const handlerTimeoutMs = 5_000;
const longestRetrySeconds = 300;
/** While Redis is away; short, as nothing is wrong with the message. */
const longestBusRetrySeconds = 4;
/** Bounds what a node takes up again that could not hear for long. */
const mostMissed = 10_000;

/**
 * Publishes what transactions enqueued in `public.outbox` to all nodes, then runs one node's handlers, after the
 * commit, at least once. Rows are chosen by state, not by a cursor, which would pass over those of slow transactions;
 * they stay locked while under way, so that any number of nodes pump side by side. A message that fails waits longer
 * and longer and holds up no other. One counts as sent only once Redis took all that was sent for it; till then this
 * node's own handlers hear of it again and again. A node that could not hear for a while takes up what was sent
 * meanwhile.
 */
export function createOutboxPump({ db, bus, logger }: OutboxPumpOptions): OutboxPump {
  const handlers = new Map<string, OutboxHandler[]>();
  let poller: Poller | undefined;

  async function pump(): Promise<void> {
    if (await db.transaction().execute(pumpBatch)) poller?.wake();
  }

  /** Whether there may be more. */
  async function pumpBatch(tx: Tx): Promise<boolean> {
    const { rows } = await sql<OutboxRow>`
      select id, topic, payload, attempts from public.outbox
      where sent_at is null and retry_at <= now()
      order by id limit ${batchSize}
      for update skip locked`.execute(tx);
    const isTaken = bus.watch();
    const sent: OutboxRow[] = [];
    let tried = 0;
    const began = performance.now();
    for (const row of rows) {
      if (performance.now() - began >= longestBatchMs) break;
      tried += 1;
      try {
        await deliver(row);
        sent.push(row);
      } catch (error) {
        logger.error(
          { err: error, outboxId: row.id, topic: row.topic },
          'an outbox message failed; it is tried again',
        );
        await postpone(tx, row, longestRetrySeconds);
      }
    }
    if (sent.length > 0) {
      if (await isTaken()) {
        const ids = sent.map(({ id }) => id);
        await sql`update public.outbox set sent_at = clock_timestamp() where id = any(${ids}::bigint[])`.execute(
          tx,
        );
      } else {
        for (const row of sent) await postpone(tx, row, longestBusRetrySeconds);
      }
    }
    return tried < rows.length || rows.length === batchSize;
  }

  async function deliver({ topic, payload }: OutboxRow): Promise<void> {
    // Nodes hear of it before browsers do, whom handlers tell: one that asks at once finds its node reading already.
    bus.publish(topic, payload);
    for (const handler of handlers.get(topic) ?? []) await withinTime(handler(payload));
  }

  bus.on(hintsMissed, (payload) => {
    if (!isMissed(payload)) return;
    takeUp(payload.withinMs).catch((error: unknown) => {
      logger.warn({ err: error }, 'messages that this node missed could not be read');
    });
  });

  async function takeUp(withinMs: number): Promise<void> {
    const { rows } = await sql<OutboxRow>`
      select id, topic, payload, attempts from public.outbox
      where sent_at >= clock_timestamp() - make_interval(secs => ${withinMs / 1_000})
      order by id desc limit ${mostMissed}`.execute(db);
    for (const { topic, payload } of rows) bus.deliver(topic, payload);
  }

  return {
    onOutbox(topic, handler) {
      handlers.set(topic, [...(handlers.get(topic) ?? []), handler]);
    },
    wake: () => poller?.wake(),
    start() {
      poller ??= createPoller({ name: 'outbox', run: pump, intervalMs: safetyNetMs, logger });
    },
    stop: async () => poller?.stop(),
  };
}

async function postpone(tx: Tx, { id, attempts }: OutboxRow, longestSeconds: number): Promise<void> {
  const seconds = Math.min(2 ** attempts, longestSeconds);
  await sql`
    update public.outbox set attempts = attempts + 1, retry_at = now() + make_interval(secs => ${seconds})
    where id = ${id}`.execute(tx);
}

/** A handler that never ends would keep the whole batch locked. */
async function withinTime(work: void | Promise<void>): Promise<void> {
  if (!(work instanceof Promise)) return;
  const cancel = new AbortController();
  const timeout = delay(handlerTimeoutMs, undefined, { signal: cancel.signal, ref: false }).then(() => {
    throw new Error('The handler took too long');
  });
  try {
    await Promise.race([work, timeout]);
  } finally {
    cancel.abort();
    timeout.catch(() => undefined);
  }
}
