import { Agent, request } from 'node:http';
import type { z } from 'zod';
import type { Reachable } from '../identity/people.ts';

/** What became of a request, as far as its sender can tell. Instants are of `performance.now()`. */
export interface Answer {
  /** Undefined where no answer came: cut off, reset or timed out. */
  status: number | undefined;
  /** Why no answer came. */
  failure: string | undefined;
  body: unknown;
  retryAfter: string | undefined;
  sentAt: number;
  receivedAt: number;
}

interface SendOptions {
  headers?: Record<string, string>;
  /** Destroys the connection after so many milliseconds, whatever is under way on it. */
  cutAfterMs?: number;
  /** Tells when the whole request has left. */
  onSent?: () => void;
}

export interface LoadClient {
  post: (node: Reachable, path: string, body: object, options?: SendOptions) => Promise<Answer>;
  get: (node: Reachable, path: string) => Promise<Answer>;
  close: () => void;
}

const patienceMs = 30_000;

/** Sends as a host application does, over connections kept alive. Never throws: no answer is an answer too. */
export function createLoadClient(token: string, connections = 128): LoadClient {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });

  function send(
    method: string,
    url: string,
    body: string | undefined,
    options: SendOptions = {},
  ): Promise<Answer> {
    const sentAt = performance.now();
    return new Promise((resolve) => {
      const end = (answer: Partial<Answer>) => {
        clearTimeout(cut);
        resolve({
          status: undefined,
          failure: undefined,
          body: undefined,
          retryAfter: undefined,
          sentAt,
          receivedAt: performance.now(),
          ...answer,
        });
      };
      const outgoing = request(
        url,
        {
          method,
          agent,
          headers: {
            authorization: `Bearer ${token}`,
            ...(body !== undefined && {
              'content-type': 'application/json',
              'content-length': Buffer.byteLength(body),
            }),
            ...options.headers,
          },
        },
        (incoming) => {
          let text = '';
          incoming.setEncoding('utf8');
          incoming.on('data', (chunk: string) => (text += chunk));
          incoming.on('error', ({ message }) => end({ failure: message }));
          incoming.on('end', () =>
            end({
              status: incoming.statusCode,
              body: parse(text),
              retryAfter: incoming.headers['retry-after'],
            }),
          );
        },
      );
      const cut = setTimeout(() => outgoing.destroy(), options.cutAfterMs ?? patienceMs);
      outgoing.on('error', ({ message }) => end({ failure: message }));
      outgoing.on('close', () => end({ failure: 'closed' }));
      outgoing.end(body, options.onSent);
    });
  }

  return {
    post: (node, path, body, options) =>
      send('POST', `${node.url}/api${path}`, JSON.stringify(body), options),
    get: (node, path) => send('GET', `${node.url}/api${path}`, undefined),
    close: () => agent.destroy(),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** No answer, or one that says nothing of the outcome: it may have happened. */
export function isMaybe({ status }: Answer): boolean {
  return status === undefined || status >= 500;
}

export function isAcknowledged({ status }: Answer): boolean {
  return status !== undefined && status < 300;
}

/** The `data` of an answer that is not a refusal. */
export function dataOf<Schema extends z.ZodType>(answer: Answer, schema: Schema): z.output<Schema> {
  const { body } = answer;
  if (isAcknowledged(answer) && typeof body === 'object' && body !== null && 'data' in body)
    return schema.parse(body.data);
  throw new Error(`Expected data, got ${answer.status}: ${JSON.stringify(body)}`);
}

/** The code of a refusal. */
export function codeOf({ body }: Answer): string | undefined {
  return typeof body === 'object' && body !== null && 'code' in body ? String(body.code) : undefined;
}

/** Runs so many clients side by side, each doing one thing after the other until `isOver`. */
export async function runClients(
  count: number,
  isOver: () => boolean,
  work: (client: number) => Promise<unknown>,
): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, async (_, client) => {
      while (!isOver()) await work(client);
    }),
  );
}

/** A whole number between both, each included. */
export function between(least: number, most: number): number {
  return least + Math.floor(Math.random() * (most - least + 1));
}

export function pick<T>(items: readonly T[]): T {
  const item = items[between(0, items.length - 1)];
  if (item === undefined) throw new Error('There is nothing to pick from');
  return item;
}

/** How many rounds a test of faults does: few in an ordinary run, as many as FAULT_ROUNDS says in a long one. */
export function rounds(usual: number): number {
  const given = Number(process.env['FAULT_ROUNDS'] ?? 0);
  return given > 0 ? given : usual;
}
