import { Agent, request } from 'node:http';

export interface WireAnswer {
  status: number;
  headers: Headers;
  text: string;
}

interface WireRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer | undefined;
}

export interface Wire {
  /** Sends it exactly so: fetch would mend paths and refuse headers. */
  send: (what: WireRequest) => Promise<WireAnswer>;
  close: () => void;
}

export function createWire(url: string): Wire {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const { hostname, port } = new URL(url);
  const send = ({ method, path, headers, body }: WireRequest): Promise<WireAnswer> =>
    new Promise((resolve, reject) => {
      const length: Record<string, string> = body === undefined ? {} : { 'content-length': `${body.length}` };
      const req = request(
        { agent, hostname, port, method, path, headers: { ...length, ...headers } },
        (res) => {
          const chunks: Buffer[] = [];
          res.on('data', (chunk: Buffer) => chunks.push(chunk));
          res.on('end', () => {
            const given = Object.entries(res.headers).map(([name, value]): [string, string] => [
              name,
              String(value),
            ]);
            resolve({
              status: res.statusCode ?? 0,
              headers: new Headers(given),
              text: Buffer.concat(chunks).toString(),
            });
          });
        },
      );
      // Whoever is told that a body is too large may find the door shut while still sending; the answer came first.
      req.on('error', reject);
      req.end(body);
    });
  return { send, close: () => agent.destroy() };
}
