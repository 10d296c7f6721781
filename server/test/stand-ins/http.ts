import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Received {
  method: string;
  path: string;
  /** Path and query, as they were sent. */
  target: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  body: string;
}

/** Keeps the connection open and says nothing, or cuts it. */
type Silence = 'silence' | 'reset';

/** A server that plays a provider, and can lose or spoil what it has to say. */
export interface ProviderServer {
  url: string;
  received: Received[];
  /** Changes each answer on its way; what was done stays done. */
  spoil: ((reply: Reply, received: Received) => Reply | Silence) | undefined;
  stop: () => Promise<void>;
}

export async function startProviderServer(answer: (received: Received) => Reply): Promise<ProviderServer> {
  const http = createServer((request, response) => {
    void text(request).then((body) => {
      const target = request.url ?? '/';
      const { pathname, searchParams } = new URL(target, 'http://provider');
      const received: Received = {
        method: request.method ?? 'GET',
        path: pathname,
        target,
        query: searchParams,
        headers: request.headers,
        body,
      };
      server.received.push(received);
      const reply = answer(received);
      const sent = server.spoil ? server.spoil(reply, received) : reply;
      if (sent === 'silence') return;
      if (sent === 'reset') request.socket.resetAndDestroy();
      else response.writeHead(sent.status, { connection: 'close', ...sent.headers }).end(sent.body);
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const server: ProviderServer = {
    url: `http://127.0.0.1:${port}`,
    received: [],
    spoil: undefined,
    stop: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
  return server;
}

export function json(body: unknown, status = 200): Reply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
