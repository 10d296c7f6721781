import type { Server } from 'node:http';
import type { Redis } from 'ioredis';
import type pg from 'pg';
import type { Cache } from './cache/cache.ts';
import { createMemoryCache } from './cache/memory-cache.ts';
import { createRedisCache } from './cache/redis-cache.ts';
import { connectRedis } from './cache/redis.ts';
import type { Config } from './config.ts';
import { startHeartbeat } from './db/heartbeat.ts';
import { migrate } from './db/migrations/migrate.ts';
import { createDatabase, createPool, type Database } from './db/pool.ts';
import { createReachability, type Reachability } from './db/reachability.ts';
import { settleTimeLimits } from './db/time-limits.ts';
import { createBodyRooms, type BodyRooms } from './http/request/large-bodies.ts';
import { invariant } from './lib/invariant.ts';
import { createLines, type Lines } from './lib/lines.ts';
import { createLogger, type Logger } from './lib/logger.ts';
import type { Bus } from './realtime/bus.ts';
import { createGateway, type Gateway } from './realtime/gateway.ts';
import type { Live } from './realtime/live.ts';
import { createOutboxPump, type OutboxHandler, type OutboxPump } from './realtime/outbox-pump.ts';

/** Ends what was begun. */
export type Closer = () => unknown;

/** What every use case may reach. Built once a node; features that need more extend it. */
export interface Context {
  config: Config;
  logger: Logger;
  pool: pg.Pool;
  db: Database;
  /** Connections that nothing but recording, spending and checking takes: no reader and no admin stands before them. */
  recordingPool: pg.Pool;
  /** The same, for the look-ups that stand before them: who calls, and whose account it is. */
  recordingDb: Database;
  /** Whether Postgres may be away: while it may, no cache answers in its place. */
  reachability: Reachability;
  /** Where each caller waits for reads that cost something, by who they are. */
  readLines: Lines;
  /** Where large bodies wait, by who sends them. */
  bodyRooms: BodyRooms;
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
  /** Runs the handler on one node for each message of the topic, once it was published to all; at least once. */
  onOutbox: (topic: string, handler: OutboxHandler) => void;
}

/** A context, and what sets it in motion. */
interface Base {
  base: Context;
  gateway: Gateway;
  outbox: OutboxPump;
  /** Connections of the tables' owner, for the library of jobs: it makes tables of its own. */
  openJobPool: () => pg.Pool;
}

/**
 * Migrates the database and puts together what features stand on; it rests until gateway and outbox are set in motion.
 * `closers` gets how to close what was opened, also where it fails half-way.
 */
export async function createBaseContext(
  config: Config,
  httpServer: Server,
  closers: Closer[],
): Promise<Base> {
  const logger = createLogger(config.logLevel);
  const { pool, recordingPool, heartbeat, openJobPool } = await openDatabase(config, logger, closers);
  const db = createDatabase(pool);

  const redis = config.redisUrl === undefined ? undefined : connectRedis(config.redisUrl, logger);
  const cache = redis ? createRedisCache(redis) : createMemoryCache();
  closers.push(() => cache.close());
  const reachability = createReachability({
    pools: [pool, recordingPool],
    heartbeat,
    onLost: () => cache.distrust(),
  });

  const gateway = createGateway({ config, httpServer, logger });
  closers.push(gateway.close);
  const { bus, live } = gateway;
  const outbox = createOutboxPump({ db, bus, logger });
  closers.push(outbox.stop);

  const base: Context = {
    config,
    logger,
    pool,
    db,
    recordingPool,
    recordingDb: createDatabase(recordingPool),
    reachability,
    ...createWaitingLines(),
    bodyRooms: createBodyRooms(),
    cache,
    redis: redis?.client,
    bus,
    live,
    wakeOutbox: outbox.wake,
    onOutbox: outbox.onOutbox,
  };
  return { base, gateway, outbox, openJobPool };
}

/** Brings the database up to date, and connects to it. */
async function openDatabase(config: Config, logger: Logger, closers: Closer[]) {
  const { databaseUrl, databaseMigrationUrl } = config;
  invariant(databaseUrl, 'the boot has found or started a database');
  const ownerUrl = databaseMigrationUrl ?? databaseUrl;
  await migrate({
    connectionString: ownerUrl,
    applicationUrl: databaseMigrationUrl === undefined ? undefined : databaseUrl,
  });

  const limits = await settleTimeLimits(databaseUrl);
  const jobLimits = ownerUrl === databaseUrl ? limits : await settleTimeLimits(ownerUrl);
  const heartbeat = startHeartbeat({ connectionString: databaseUrl, logger });
  closers.push(() => heartbeat.stop());
  const pool = createPool({ connectionString: databaseUrl, logger, limits, heartbeat, max: 12 });
  closers.push(() => pool.end());
  const recordingPool = createPool({ connectionString: databaseUrl, logger, limits, heartbeat, max: 6 });
  closers.push(() => recordingPool.end());
  const openJobPool = () => createPool({ connectionString: ownerUrl, logger, limits: jobLimits, max: 3 });
  return { pool, recordingPool, heartbeat, openJobPool };
}

/**
 * Together they leave some of the pool's connections to who waits in no line: signing in, pumps, jobs. No caller and
 * no account has all of a line's places.
 */
function createWaitingLines(): Pick<Context, 'readLines' | 'accountLines'> {
  return {
    readLines: createLines({
      perKey: 2,
      total: 4,
      maxWaiting: 30,
      patienceMs: 5_000,
      refusal: 'rate_limited',
    }),
    accountLines: createLines({
      perKey: 1,
      total: 6,
      maxWaiting: 1_000,
      patienceMs: 10_000,
      refusal: 'overloaded',
    }),
  };
}
