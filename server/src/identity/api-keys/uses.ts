import { LRUCache } from 'lru-cache';
import type { Context } from '../../base-context.ts';
import { touchApiKeys } from './queries.ts';

const gatherMs = 1_000;
const atMostEveryMs = 60_000;

/** Notes when keys are used: each at most once a minute, all of a second in one statement, nobody waits for it. */
export function createUseRecorder(ctx: Pick<Context, 'db' | 'logger'>): (apiKeyId: string) => void {
  const noted = new LRUCache<string, true>({ max: 10_000, ttl: atMostEveryMs });
  let due: string[] = [];

  function write(): void {
    const ids = due;
    due = [];
    touchApiKeys(ctx.db, ids).catch((error: unknown) => {
      // The time of use is a convenience: the next use writes it, and no request may fail over it.
      ctx.logger.warn({ err: error }, 'could not note when API keys were used');
      for (const id of ids) noted.delete(id);
    });
  }

  return (apiKeyId) => {
    if (noted.has(apiKeyId)) return;
    noted.set(apiKeyId, true);
    if (due.push(apiKeyId) === 1) setTimeout(write, gatherMs).unref();
  };
}
