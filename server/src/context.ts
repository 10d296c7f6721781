import type { Server } from 'node:http';
import { createMemoryCache } from './cache/memory-cache.ts';
import { createRedisCache } from './cache/redis-cache.ts';
import { connectRedis } from './cache/redis.ts';
import { loadCatalog } from './catalog/snapshot/snapshot.ts';
import type { Config } from './config.ts';
import { startHeartbeat } from './db/heartbeat.ts';
import { migrate } from './db/migrate.ts';
import { createDatabase, createPool } from './db/pool.ts';
import { createDoubt } from './db/reachability.ts';
import { settleTimeLimits } from './db/time-limits.ts';
import type { Authenticate } from './http/handler.ts';
import { relayAdminChanges } from './identity/audit/admin-messages.ts';
import { identityJobs } from './identity/jobs.ts';
import { createAuthenticate } from './identity/service.ts';
import { findLiveSession } from './identity/sessions/queries.ts';
import { cleanIdempotencyKeys } from './jobs/clean-idempotency-keys.ts';
import { cleanOutbox } from './jobs/clean-outbox.ts';
import { startJobs, type Job } from './jobs/scheduler.ts';
import { invariant } from './lib/invariant.ts';
import { createLines } from './lib/lines.ts';
import { createLogger } from './lib/logger.ts';
import type { MeteringContext } from './metering/context.ts';
import { relayEntitlementChanges } from './metering/entitlements/announcements.ts';
import { startOverrideEnds } from './metering/entitlements/override-ends.ts';
import { startRollouts } from './metering/entitlements/rollouts.ts';
import { accountHooks, catalogHooks } from './metering/hooks.ts';
import { meteringJobs } from './metering/jobs.ts';
import { createMeter } from './metering/meter.ts';
import { ensureUsagePartitionsAtBoot } from './metering/recording/partitions.ts';
import { createGateway } from './realtime/gateway.ts';
import { createOutboxPump } from './realtime/outbox-pump.ts';

/** All that one node is made of. */
export interface AppContext extends MeteringContext {
  authenticate: Authenticate;
  /** Lets sockets in, sends messages and does the jobs: what a node does besides answering. Once, when all else is ready. */
  start: () => void;
  /** Drops the sockets, which would keep the port from closing; browsers connect again, to another node. */
  closeSockets: () => Promise<void>;
  /** Closes, in reverse, everything that `createContext` opened. The port is not its business. */
  close: () => Promise<void>;
}

/** What runs by the clock, once for all nodes. */
const jobs: readonly Job<AppContext>[] = [
  cleanOutbox,
  cleanIdempotencyKeys,
  ...identityJobs,
  ...meteringJobs,
];

/**
 * None of them is urgent, and a node that starts has enough to do: Postgres needs over a second to stop while the
 * library brings its tables up to date.
 */
const jobsDelayMs = 5_000;

/**
 * Migrates the database and puts one node together, which rests until `start`. What fails half-way closes what was
 * opened.
 */
export async function createContext(config: Config, httpServer: Server): Promise<AppContext> {
  const { databaseUrl, databaseMigrationUrl, redisUrl } = config;
  invariant(databaseUrl, 'the boot has found or started a database');
  const logger = createLogger(config.logLevel);
  const closers: (() => unknown)[] = [];
  const close = async () => {
    for (let closer = closers.pop(); closer; closer = closers.pop()) await closer();
  };

  try {
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
    const recordingPool = createPool({ connectionString: databaseUrl, logger, limits, heartbeat, max: 4 });
    closers.push(() => recordingPool.end());
    const db = createDatabase(pool);

    const redis = redisUrl === undefined ? undefined : connectRedis(redisUrl, logger);
    const cache = redis ? createRedisCache(redis) : createMemoryCache();
    closers.push(() => cache.close());
    const doubt = createDoubt({ pools: [pool, recordingPool], heartbeat, onLost: () => cache.distrust() });

    const gateway = createGateway({ config, httpServer, logger });
    closers.push(gateway.close);
    const { bus, live } = gateway;

    const outbox = createOutboxPump({ db, bus, logger });
    closers.push(outbox.stop);

    const parts = {
      config,
      logger,
      pool,
      db,
      recordingPool,
      recordingDb: createDatabase(recordingPool),
      doubt,
      ...createWaitingLines(),
      cache,
      redis: redis?.client,
      bus,
      live,
      wakeOutbox: outbox.wake,
      onOutbox: outbox.onOutbox,
      accountHooks,
      catalogHooks,
    };
    closers.push(relayAdminChanges(parts));
    await ensureUsagePartitionsAtBoot(db, logger);
    const catalog = await loadCatalog(parts);
    closers.push(() => catalog.close());
    const meter = createMeter({ ...parts, catalog });
    closers.push(() => meter.close());

    const ctx: AppContext = {
      ...parts,
      catalog,
      meter,
      authenticate: createAuthenticate({ ...parts, db: parts.recordingDb }),
      start() {
        gateway.open({
          authenticate: ctx.authenticate,
          findRole: async (sessionId) => (await findLiveSession(db, sessionId))?.role,
        });
        // The library makes tables of its own, and hides their rows from all but their owner; what a job does goes
        // through the pool of the requests.
        const jobPool = createPool({ connectionString: ownerUrl, logger, limits: jobLimits, max: 3 });
        const scheduler = startJobs({ ctx, jobs, pool: jobPool, logger, delayMs: jobsDelayMs });
        const rollouts = startRollouts(ctx);
        const overrideEnds = startOverrideEnds(ctx);
        // Once all who listen to it are there.
        outbox.start();
        closers.push(
          () => Promise.all([rollouts.stop(), overrideEnds.stop()]),
          () => jobPool.end(),
          () => scheduler.stop(),
        );
      },
      closeSockets: gateway.dropSockets,
      close,
    };

    relayEntitlementChanges(ctx);
    return ctx;
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Together they leave some of the pool's connections to who waits in no line: signing in, pumps, jobs. No caller and
 * no account has all of a line's places.
 */
function createWaitingLines(): Pick<AppContext, 'readLines' | 'accountLines'> {
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
