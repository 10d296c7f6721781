import { Socket } from 'node:net';
import type pg from 'pg';

/** Ends a connection without a word, as Postgres would not hear it: what waits on it fails at once. */
export function destroyConnection(client: pg.ClientBase): void {
  const connection: unknown = Reflect.get(client, 'connection');
  const stream: unknown =
    typeof connection === 'object' && connection !== null ? Reflect.get(connection, 'stream') : undefined;
  if (stream instanceof Socket) stream.destroy();
}
