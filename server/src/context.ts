import type { Server } from 'node:http';
import { createBaseContext, type Closer } from './base-context.ts';
import type { Config } from './config.ts';
import { buildFeatures, features, jobs, type FeaturesContext } from './features.ts';
import { findLiveSession } from './identity/sessions/queries.ts';
import { startJobs } from './jobs/scheduler.ts';

/** All that one node is made of. */
export interface AppContext extends FeaturesContext {
  /**
   * Lets sockets in, sends messages and does the jobs: what a node does besides answering. Once, when all else is
   * ready.
   */
  start: () => void;
  /** Drops the sockets, which would keep the port from closing; browsers connect again, to another node. */
  closeSockets: () => Promise<void>;
  /** Closes, in reverse, everything that `createContext` opened. The port is not its business. */
  close: () => Promise<void>;
}

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
  const closers: Closer[] = [];
  const close = async () => {
    for (let closer = closers.pop(); closer; closer = closers.pop()) await closer();
  };

  try {
    const { base, gateway, outbox, openJobPool } = await createBaseContext(config, httpServer, closers);
    const { db, logger } = base;
    const ctx: AppContext = {
      ...(await buildFeatures(base, closers)),
      start() {
        gateway.open({
          authenticate: ctx.authenticate,
          findRole: async (sessionId) => (await findLiveSession(db, sessionId))?.role,
        });
        for (const feature of features) closers.push(...feature.start(ctx));
        // Once all who listen to it are there.
        outbox.start();
        const pool = openJobPool();
        const scheduler = startJobs({ ctx, jobs, pool, logger, delayMs: jobsDelayMs });
        closers.push(
          () => pool.end(),
          () => scheduler.stop(),
        );
      },
      closeSockets: gateway.dropSockets,
      close,
    };
    return ctx;
  } catch (error) {
    await close();
    throw error;
  }
}
