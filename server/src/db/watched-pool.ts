import pg from 'pg';
import { AppError } from '../lib/app-error.ts';
import { destroyConnection } from './connection.ts';
import type { Heartbeat } from './heartbeat.ts';

/**
 * A pool that keeps nobody waiting for a Postgres that has gone silent: once the heartbeat finds it so, what is under
 * way and what waits fails with `unavailable`, and so does whoever comes until it answers again. A statement that
 * is merely long goes on.
 */
export class WatchedPool extends pg.Pool {
  readonly #heartbeat: Heartbeat;
  readonly #open = new Set<pg.PoolClient>();
  readonly #waiting = new Set<() => void>();

  constructor(config: pg.PoolConfig, heartbeat: Heartbeat) {
    super(config);
    this.#heartbeat = heartbeat;
    this.on('connect', (client) => this.#open.add(client));
    this.on('remove', (client) => this.#open.delete(client));
    heartbeat.onChange((pulse) => {
      if (pulse !== 'silent') return;
      for (const client of this.#open) destroyConnection(client);
      for (const giveUp of this.#waiting) giveUp();
      this.#waiting.clear();
    });
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(
    callback: (
      error: Error | undefined,
      client: pg.PoolClient | undefined,
      done: (release?: Error | boolean) => void,
    ) => void,
  ): void;
  override connect(
    callback?: (
      error: Error | undefined,
      client: pg.PoolClient | undefined,
      done: (release?: Error | boolean) => void,
    ) => void,
  ): Promise<pg.PoolClient> | void {
    const found = this.#connectUnlessSilent();
    if (!callback) return found;
    found.then(
      (client) => callback(undefined, client, client.release.bind(client)),
      (error: unknown) => callback(asError(error), undefined, () => undefined),
    );
  }

  #connectUnlessSilent(): Promise<pg.PoolClient> {
    if (this.#heartbeat.pulse() === 'silent') return Promise.reject(silence());
    return new Promise((resolve, reject) => {
      let isGivenUp = false;
      const giveUp = () => {
        isGivenUp = true;
        reject(silence());
      };
      this.#waiting.add(giveUp);
      super.connect().then(
        (client) => {
          this.#waiting.delete(giveUp);
          if (isGivenUp) client.release(true);
          else resolve(client);
        },
        (error: unknown) => {
          this.#waiting.delete(giveUp);
          reject(asError(error));
        },
      );
    });
  }
}

function asError(thrown: unknown): Error {
  return Error.isError(thrown) ? thrown : new Error('No connection was made', { cause: thrown });
}

function silence(): AppError {
  return new AppError('unavailable', { detail: 'The database does not answer', retryAfterSeconds: 1 });
}
