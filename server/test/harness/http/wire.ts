import { once } from 'node:events';
import { connect } from 'node:net';
import { waitUntil } from '../clock/wait.ts';
import type { Reachable } from '../identity/people.ts';

export interface WireAnswer {
  status: number;
  code: string | undefined;
  head: string;
}

/** A connection on which a test says its bytes itself, and reads answer by answer. */
export interface Wire {
  write: (bytes: string | Buffer) => void;
  answer: () => Promise<WireAnswer>;
  /** What has come and was not read as an answer yet. */
  received: () => string;
  isClosed: () => boolean;
  /** Breaks it off. */
  destroy: () => void;
}

export async function openWire(server: Reachable): Promise<Wire> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  let received = '';
  let isClosed = false;
  socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
  socket.on('close', () => (isClosed = true));

  function take(): WireAnswer | undefined {
    const [head = '', ...rest] = received.split('\r\n\r\n');
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    const text = rest.join('\r\n\r\n');
    if (rest.length === 0 || text.length < length) return undefined;
    received = text.slice(length);
    const status = Number(head.split(' ')[1]);
    return { status, head, code: length > 0 ? JSON.parse(text.slice(0, length)).code : undefined };
  }

  return {
    write: (bytes) => socket.write(bytes),
    async answer() {
      let found: ReturnType<typeof take>;
      await waitUntil(() => (found = take()) !== undefined);
      if (!found) throw new Error('There is an answer');
      return found;
    },
    received: () => received,
    isClosed: () => isClosed,
    destroy: () => socket.destroy(),
  };
}
