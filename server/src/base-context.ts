import type { Redis } from 'ioredis';
import type pg from 'pg';
import type { Cache } from './cache/cache.ts';
import type { Config } from './config.ts';
import type { Database } from './db/pool.ts';
import type { Doubt } from './db/reachability.ts';
import type { Lines } from './lib/lines.ts';
import type { Logger } from './lib/logger.ts';
import type { Bus, Live } from './realtime/live.ts';

/** Must be safe to run again, and end within five seconds. */
export type OutboxHandler = (payload: object) => void | Promise<void>;

/** What every use case may reach. Built once in `context.ts`; features that need more extend it. */
export interface Context {
  config: Config;
  logger: Logger;
  pool: pg.Pool;
  db: Database;
  /** Connections that nothing but recording and checking takes, so that no reader and no admin stands before them. */
  recordingPool: pg.Pool;
  /** The same, for the look-ups that stand before recording: who calls, and whose account it is. */
  recordingDb: Database;
  /** While it is raised, only Postgres itself may answer. */
  doubt: Doubt;
  /** Where each caller waits for reads that cost something, by who they are. */
  readLines: Lines;
  /** Where changes of one account wait, by its id: each would wait for the last one's locks, on a connection. */
  accountLines: Lines;
  cache: Cache;
  /** Absent where no Redis is configured: this is the only node. */
  redis?: Redis | undefined;
  /** Messages to every node, this one included. */
  bus: Bus;
  /** Events to browsers, on whatever node they are connected to. */
  live: Live;
  /** Makes the outbox pump look now instead of at its next turn. */
  wakeOutbox: () => void;
  /** Runs the handler on one node for each message of the topic, before the bus brings it to all; at least once. */
  onOutbox: (topic: string, handler: OutboxHandler) => void;
}
