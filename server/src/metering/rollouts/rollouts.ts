import { withTransaction } from '../../db/transaction.ts';
import { createPoller, type Poller } from '../../lib/poller.ts';
import type { MeteringContext } from '../context.ts';
import { refreshEntitlements } from '../entitlements/refresh.ts';
import { createChunkSize } from './chunk-size.ts';
import { advancePlanRollout, deferPlanRollout, nextPlanRollout, rolloutTopic } from './queries.ts';

/** How long a rollout may wait for another node after its own died, or an account that was held for its next try. */
const pollMs = 1_000;

/**
 * Takes versions of plans with more than a handful of accounts to them in chunks. Where a crash cuts a rollout off, any
 * node goes on with the next chunk.
 */
export function startRollouts(ctx: MeteringContext): Poller {
  const size = createChunkSize();

  /** The accounts of one chunk that changed; undefined where there is no rollout to go on with. */
  async function advance(): Promise<string[] | undefined> {
    let versionId: string | undefined;
    try {
      return await withTransaction(ctx, async (tx) => {
        versionId = await nextPlanRollout(tx);
        return versionId === undefined ? undefined : advancePlanRollout(tx, versionId, size.accounts);
      });
    } catch (error) {
      if (versionId !== undefined) {
        // Accounts that fail are left out, so it was too much for the time a statement has.
        size.failed();
        await deferPlanRollout(ctx.db, versionId);
      }
      throw error;
    }
  }

  const poller = createPoller({
    name: 'rollouts',
    intervalMs: pollMs,
    logger: ctx.logger,
    async run() {
      const from = performance.now();
      const accountIds = await advance();
      if (!accountIds) return;
      size.took(performance.now() - from, accountIds.length);
      // One chunk a run, so that a node that stops waits for no more than one.
      poller.wake();
      await refreshEntitlements(ctx, accountIds);
    },
  });
  ctx.onOutbox(rolloutTopic, poller.wake);
  return poller;
}
