import type pg from 'pg';
import { AppError } from '../lib/app-error.ts';
import { translateDatabaseError } from './sqlstate.ts';

/** Whether Postgres may be away, by what was last heard of it. */
export interface Doubt {
  /** True from a dropped connection or an unanswered statement on, until a watched statement succeeds. */
  isRaised: () => boolean;
  /** Runs a statement and learns from how it ends. */
  watch: <T>(run: () => Promise<T>) => Promise<T>;
}

/**
 * Listens to a pool. What a cache holds must not stand for an answer of a Postgres that is away, and asking it each
 * time would make the cache useless.
 */
export function watchPool(pool: pg.Pool): Doubt {
  let raised = false;
  const raise = () => {
    raised = true;
  };
  pool.on('error', raise);
  pool.on('connect', (client) => {
    client.on('error', raise);
  });

  return {
    isRaised: () => raised,
    async watch(run) {
      try {
        const result = await run();
        raised = false;
        return result;
      } catch (thrown) {
        const error = translateDatabaseError(thrown);
        if (error instanceof AppError && error.code === 'unavailable') raise();
        throw thrown;
      }
    },
  };
}
