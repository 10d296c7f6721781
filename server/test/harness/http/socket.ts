import { io, type Socket } from 'socket.io-client';
import type { Reachable } from '../identity/people.ts';

interface SocketOptions {
  token?: string;
  namespace?: string;
  headers?: Record<string, string>;
  transports?: ('polling' | 'websocket')[];
}

export interface TestSocket {
  socket: Socket;
  /** All that was received, in order. */
  events: { name: string; payload: unknown; atMs: number }[];
  /** The payloads of one event. */
  payloads: (name: string) => unknown[];
}

/** A browser's socket, once it is let in. Rejects with the server's message where it is not. */
export function connectSocket(
  { url }: Reachable,
  { token, namespace = '/', headers = {}, transports = ['websocket'] }: SocketOptions = {},
): Promise<TestSocket> {
  const socket = io(url + namespace, {
    auth: token === undefined ? {} : { token },
    extraHeaders: headers,
    transports,
    forceNew: true,
    reconnection: false,
  });
  const events: TestSocket['events'] = [];
  socket.onAny((name: string, payload: unknown) => {
    events.push({ name, payload, atMs: performance.now() });
  });
  return new Promise((resolve, reject) => {
    socket.on('connect', () => {
      resolve({
        socket,
        events,
        payloads: (wanted) => events.filter(({ name }) => name === wanted).map(({ payload }) => payload),
      });
    });
    socket.on('connect_error', (error) => {
      socket.disconnect();
      reject(error);
    });
  });
}
