import { createServer, type RequestListener, type Server } from 'node:http';
import { createApp } from './app.ts';
import { checkDatabase } from './boot/check-database.ts';
import type { Config } from './config.ts';
import { createContext, type AppContext } from './context.ts';
import { refuseUnreadable } from './http/unreadable.ts';
import { provideAdmin, type AdminAtHand } from './identity/made-up-admin.ts';
import { BootError, systemCode } from './lib/boot-error.ts';
import { createLogger } from './lib/logger.ts';
import { createPagesRouter } from './pages/router.ts';

/** Requests that have not ended by then are cut off, which leaves the rest of the shutdown's 10 s its time. */
const drainMs = 5_000;
/** Longer than proxies and clients keep one that rests, commonly a minute: on one we ended first, a request would be lost. */
const restMs = 65_000;

export interface RunningServer {
  ctx: AppContext;
  /** Origin it listens on, such as `http://127.0.0.1:3000`. */
  url: string;
  /** Who administers it, as far as this start knows. */
  admin: AdminAtHand;
  stop: () => Promise<void>;
}

/**
 * Starts one node on a database that exists: checks and migrates it, starts sockets and jobs, makes the configured
 * admin, and opens the port last. `stop` takes no more requests, finishes those in flight, and closes everything
 * that was opened here. Throws BootError when the database cannot be used or the port is taken.
 */
export async function startServer(config: Config): Promise<RunningServer> {
  if (!config.databaseUrl) throw new BootError('DATABASE_URL: a server needs a database');
  await checkDatabase(config.databaseUrl, {
    production: config.production,
    logger: createLogger(config.logLevel),
  });
  let app: RequestListener = () => undefined;
  const serve: RequestListener = (req, res) => {
    app(req, res);
  };
  const http = createServer(serve);
  http.keepAliveTimeout = restMs;
  http.on('clientError', refuseUnreadable);
  // Whatever else a client expects we may do without (RFC 9110 §10.1.1); Node would answer with an empty 417.
  http.on('checkExpectation', serve);
  const ctx = await createContext(config, http);
  try {
    app = createApp(ctx, await createPagesRouter(ctx));
    const admin = await provideAdmin(ctx);
    const port = await listen(http, config);
    return { ctx, url: `http://${hostInUrl(config.host)}:${port}`, admin, stop: () => stop(http, ctx) };
  } catch (error) {
    await ctx.close();
    throw error;
  }
}

function listen(http: Server, { port, host }: Config): Promise<number> {
  return new Promise((resolve, reject) => {
    http.once('error', (error) => {
      reject(new BootError(`Port ${port} ${whyNotListening(error)}`, { cause: error }));
    });
    http.listen(port, host, () => {
      const address = http.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

function whyNotListening(error: Error): string {
  switch (systemCode(error)) {
    case 'EADDRINUSE':
      return 'is taken: stop the program that uses it, or set PORT to another one';
    case 'EACCES':
      return 'is not allowed for this user: set PORT to one above 1023';
    default:
      return `cannot be opened (${error.message}): check HOST and PORT`;
  }
}

/** A server that listens on every address is reached by a name; an IPv6 address stands in brackets. */
function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
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
