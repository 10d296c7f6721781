import http from 'node:http';
import https from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/api`. */
  path: string;
  body?: object;
}

interface Answer {
  status: number;
  text: string;
}

/** Speaks to one server over kept-alive connections, no more than are allowed at once. */
export interface ReplayClient {
  /** The answer to a request, whatever it is; rejects when the connection breaks. */
  send: (call: Call) => Promise<Answer>;
  /** `data` of a successful answer; throws with what the server said otherwise. */
  read: <Schema extends z.ZodType>(schema: Schema, call: Call) => Promise<z.output<Schema>>;
  close: () => void;
}

const timeoutMs = 30_000;

export function createReplayClient(
  url: string,
  { token, connections }: { token?: string; connections: number },
): ReplayClient {
  const base = new URL(url);
  const { Agent, request } = base.protocol === 'https:' ? https : http;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };

  const send = ({ method, path, body }: Call) =>
    new Promise<Answer>((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const headers = {
        ...authorization,
        ...(text === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
      };
      const { hostname, port } = base;
      const req = request({ agent, hostname, port, method, path: `/api${path}`, headers }, (res) => {
        const chunks: Buffer[] = [];
        res.on('data', (chunk: Buffer) => chunks.push(chunk));
        res.on('error', reject);
        res.on('end', () => resolve({ status: res.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
      });
      req.setTimeout(timeoutMs, () => req.destroy(new Error(`No answer within ${timeoutMs} ms`)));
      req.on('error', reject);
      req.end(text);
    });

  return {
    send,
    async read(schema, call) {
      const { status, text } = await send(call);
      if (status >= 300) throw new Error(`${call.method} ${call.path} answered ${status}: ${text}`);
      const { data } = z.object({ ok: z.literal(true), data: z.unknown() }).parse(JSON.parse(text));
      return schema.parse(data);
    },
    close: () => agent.destroy(),
  };
}

const attempts = 6;

/**
 * Sends until the server has decided: an overloaded or unreachable one is asked again after a while. Only for
 * requests that may be repeated, such as those that carry an idempotency key. Counts the repetitions.
 */
export async function sendUntilDecided(
  client: ReplayClient,
  call: Call,
): Promise<Answer & { repetitions: number }> {
  for (let repetitions = 0; ; repetitions += 1) {
    const answer = await client.send(call).catch((error: unknown) => {
      if (repetitions + 1 === attempts) throw error;
      return undefined;
    });
    if (answer && (answer.status !== 503 || repetitions + 1 === attempts)) return { ...answer, repetitions };
    await delay(100 * 2 ** repetitions);
  }
}
