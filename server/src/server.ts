import type { Server } from 'node:http';
import { createApp } from './app.ts';
import { checkDatabase } from './boot/check-database.ts';
import { checkTimeZones } from './boot/check-time-zones.ts';
import type { Config } from './config.ts';
import { createContext, type AppContext } from './context.ts';
import { routes } from './features.ts';
import { openDoor, type Door } from './http/door.ts';
import { createHotListener } from './http/hot-routes.ts';
import { provideAdmin, type AdminAtHand } from './identity/sign-in/made-up-admin.ts';
import { BootError } from './lib/boot-error.ts';
import { createLogger } from './lib/logger.ts';
import { createPagesRouter } from './pages/router.ts';

/** Requests that have not ended by then are cut off, which leaves the rest of the shutdown's 10 s its time. */
const drainMs = 5_000;

export interface RunningServer {
  ctx: AppContext;
  /** Origin it listens on, such as `http://127.0.0.1:3000`. */
  url: string;
  /** Who administers it, as far as this start knows. */
  admin: AdminAtHand;
  stop: () => Promise<void>;
}

/**
 * Starts one node on a database that exists: opens the port if `opened` is not given, checks and migrates the database,
 * makes the configured admin, starts sockets and jobs, and lets requests in last. `stop` takes no more requests,
 * finishes those in flight, and closes everything that was opened here. Throws BootError when the database cannot be
 * used or the port is taken; the port is closed then.
 */
export async function startServer(config: Config, opened?: Door): Promise<RunningServer> {
  const door = opened ?? (await openDoor(config));
  try {
    return await serveAt(door, config);
  } catch (error) {
    await door.close();
    throw error;
  }
}

async function serveAt(door: Door, config: Config): Promise<RunningServer> {
  if (!config.databaseUrl) throw new BootError('DATABASE_URL: a server needs a database');
  await checkDatabase(config.databaseUrl, {
    production: config.production,
    logger: createLogger(config.logLevel),
  });
  const ctx = await createContext(config, door.http);
  try {
    await checkTimeZones(ctx.pool, ctx.logger);
    const app = createApp(ctx, await createPagesRouter(ctx));
    const admin = await provideAdmin(ctx);
    door.serve(createHotListener(ctx, routes, app));
    ctx.start();
    return { ctx, url: door.url, admin, stop: () => stop(door.http, ctx) };
  } catch (error) {
    await ctx.close();
    throw error;
  }
}

async function stop(http: Server, ctx: AppContext): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    http.close(() => resolve());
  });
  await ctx.closeSockets();
  // A connection that is kept alive counts as idle only once its answer is out, so they are looked at again and
  // again: cheaper than a listener on every request while the server runs.
  const sweep = setInterval(() => {
    http.closeIdleConnections();
  }, 10);
  const cutOff = setTimeout(() => {
    http.closeAllConnections();
  }, drainMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(cutOff);
  await ctx.close();
}
