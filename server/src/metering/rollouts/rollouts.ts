import { retryContention } from '../../db/contention.ts';
import { sqlstateOf } from '../../db/sqlstate.ts';
import { createPoller, type Poller } from '../../lib/poller.ts';
import type { MeteringContext } from '../context.ts';
import { refreshEntitlements } from '../entitlements/refresh.ts';
import { createChunkSize } from './chunk-size.ts';
import { continuePlanRollout, deferPlanRollout, rolloutTopic } from './queries.ts';

/** How long a rollout may wait for another node after its own died, or an account that was held for its next try. */
const pollMs = 1_000;

/**
 * Takes versions of plans with more than a handful of accounts to them in chunks. Where a crash cuts a rollout off, any
 * node goes on with the next chunk.
 */
export function startRollouts(ctx: MeteringContext): Poller {
  const size = createChunkSize();

  async function advance() {
    try {
      return await retryContention(() => continuePlanRollout(ctx.db, size.accounts));
    } catch (error) {
      if (sqlstateOf(error) !== undefined) {
        // Accounts that fail are left out, so it was too much for the time a statement has.
        size.failed();
        await deferPlanRollout(ctx.db);
      }
      throw error;
    }
  }

  const poller = createPoller({
    name: 'rollouts',
    intervalMs: pollMs,
    logger: ctx.logger,
    async run() {
      const chunk = await advance();
      if (!chunk) return;
      size.took(chunk.tookMs, chunk.accountIds.length);
      // One chunk a run, so that a node that stops waits for no more than one.
      poller.wake();
      await refreshEntitlements(ctx, chunk.accountIds);
    },
  });
  ctx.onOutbox(rolloutTopic, poller.wake);
  return poller;
}
