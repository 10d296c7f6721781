import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from '../../base-context.ts';
import { createPoller } from '../../lib/poller.ts';
import { readUpdates } from './queries.ts';

export interface BalanceTeller {
  /** Their browsers will be told, soon and after what was committed before this call. */
  tell: (accountIds: Iterable<string>) => void;
  stop: () => Promise<void>;
}

/** A pause after each look, so that one statement tells of all that was spent meanwhile. */
const gatherMs = 100;
/** Bounds what one statement reads. */
const most = 500;
/** How long a look that failed may wait for the next one. */
const retryMs = 1_000;

/**
 * Tells browsers as `credits:updated` where accounts stand. What is told is read after the change, whatever made it,
 * with the version of the row: older numbers never follow newer ones. However much an account spends, it is read at
 * most ten times a second.
 */
export function createBalanceTeller(ctx: Pick<Context, 'db' | 'live' | 'logger'>): BalanceTeller {
  const waiting = new Set<string>();

  async function tellWaiting(): Promise<void> {
    const accountIds = [...waiting].slice(0, most);
    if (accountIds.length === 0) return;
    for (const accountId of accountIds) waiting.delete(accountId);
    try {
      await tellBalances(ctx, accountIds);
    } catch (error) {
      for (const accountId of accountIds) waiting.add(accountId);
      throw error;
    }
    await delay(gatherMs);
    if (waiting.size > 0) poller.wake();
  }

  const poller = createPoller({
    name: 'credits',
    intervalMs: retryMs,
    logger: ctx.logger,
    run: tellWaiting,
  });
  return {
    tell(accountIds) {
      for (const accountId of accountIds) waiting.add(accountId);
      if (waiting.size > 0) poller.wake();
    },
    stop: () => poller.stop(),
  };
}

/** At once: what has been committed when this is called, or something newer. */
export async function tellBalances(
  { db, live }: Pick<Context, 'db' | 'live'>,
  accountIds: readonly string[],
): Promise<void> {
  for (const update of await readUpdates(db, accountIds)) {
    const { accountId, version } = update;
    live.emitLatest(`account:${accountId}`, 'credits:updated', `credits:${accountId}`, update, version);
  }
}
