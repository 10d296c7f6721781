import { createServer, type RequestListener, type Server } from 'node:http';
import { AppError } from '../lib/app-error.ts';
import { BootError, systemCode } from '../lib/boot-error.ts';
import { newId } from '../lib/ids.ts';
import { toProblem } from './problem.ts';
import { refuseUnreadable } from './request/unreadable-requests.ts';

/**
 * Longer than proxies and clients keep one that rests, commonly a minute: on one we ended first, a request would be
 * lost.
 */
const restMs = 65_000;

/** The open port of a node, which answers 503 until it is told who serves. */
export interface Door {
  http: Server;
  /** Origin it listens on, such as `http://127.0.0.1:3000`. */
  url: string;
  /** From now on `app` answers. */
  serve: (app: RequestListener) => void;
  /** Closes the port of a node that did not come to serve. */
  close: () => Promise<void>;
}

/**
 * Takes the port, before anything else is touched: whoever starts a second time on one that is taken is told so with
 * nothing made. Until `serve` everything is answered 503, `/readyz` too; only `/healthz` says that the process lives,
 * so that nobody restarts it for a long migration. Throws BootError when the port cannot be opened.
 */
export async function openDoor(address: { port: number; host: string }): Promise<Door> {
  let answer: RequestListener = answerStarting;
  const listener: RequestListener = (req, res) => {
    answer(req, res);
  };
  const http = createServer(listener);
  http.keepAliveTimeout = restMs;
  http.on('clientError', refuseUnreadable);
  // Whatever else a client expects we may do without (RFC 9110 §10.1.1); Node would answer with an empty 417.
  http.on('checkExpectation', listener);
  // Whether a body is wanted shows once it is known who asks (readJson).
  http.on('checkContinue', listener);
  const port = await listen(http, address);
  return {
    http,
    url: `http://${hostInUrl(address.host)}:${port}`,
    serve(app) {
      answer = app;
    },
    async close() {
      if (!http.listening) return;
      const closed = new Promise((resolve) => http.close(resolve));
      http.closeAllConnections();
      await closed;
    },
  };
}

const answerStarting: RequestListener = (req, res) => {
  if (req.url === '/healthz') {
    res.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' });
    res.end(JSON.stringify({ ok: true, data: { status: 'alive' } }));
    return;
  }
  const requestId = newId();
  const starting = new AppError('unavailable', { detail: 'The server is starting' });
  res.writeHead(503, {
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Cache-Control': 'no-store',
    'Retry-After': '1',
    'X-Request-Id': requestId,
    'X-Content-Type-Options': 'nosniff',
    // A body may follow that nobody reads here, and the next request shall find the app.
    Connection: 'close',
  });
  res.end(JSON.stringify(toProblem(starting, requestId)));
};

function listen(http: Server, { port, host }: { port: number; host: string }): Promise<number> {
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
