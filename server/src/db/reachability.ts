import type pg from 'pg';
import { AppError } from '../lib/app-error.ts';
import type { Heartbeat } from './heartbeat.ts';
import { translateDatabaseError } from './sqlstate.ts';

/** Whether Postgres may be away, by what was last heard of it. */
export interface Reachability {
  /**
   * True from a dropped connection or an unanswered statement on, until a watched statement succeeds, and as long as
   * the heartbeat goes unanswered.
   */
  mayBeAway: () => boolean;
  /** Runs a statement and learns from how it ends. */
  watch: <T>(run: () => Promise<T>) => Promise<T>;
}

interface ReachabilityOptions {
  pools: readonly pg.Pool[];
  heartbeat: Heartbeat;
  /**
   * A statement may have been committed without this process hearing of it, or may be yet: called each time that a
   * connection is lost, and when Postgres answers again.
   */
  onLost: () => void;
}

/**
 * Listens to pools and the heartbeat. What a cache holds must not stand for an answer of a Postgres that is away, and
 * asking it each time would make the cache useless.
 */
export function createReachability({ pools, heartbeat, onLost }: ReachabilityOptions): Reachability {
  let isDoubted = false;
  const doubt = () => {
    isDoubted = true;
    onLost();
  };
  for (const pool of pools) {
    pool.on('error', doubt);
    pool.on('connect', (client) => {
      client.on('error', doubt);
    });
    // A statement was given up, and nobody heard how it ended.
    pool.on('release', (_error, client) => {
      if (!Reflect.get(client, 'readyForQuery')) doubt();
    });
  }
  heartbeat.onChange(onLost);

  return {
    mayBeAway: () => isDoubted || heartbeat.pulse() !== 'answers',
    async watch(run) {
      try {
        const result = await run();
        isDoubted = false;
        return result;
      } catch (thrown) {
        const error = translateDatabaseError(thrown);
        if (error instanceof AppError && error.code === 'unavailable') isDoubted = true;
        throw thrown;
      }
    },
  };
}
