import { withTransaction } from '../db/transaction.ts';
import { createPoller, type Poller } from '../lib/poller.ts';
import type { MeteringContext } from './context.ts';
import { advancePlanRollout, deferPlanRollout, nextPlanRollout } from './plan-queries.ts';
import { refreshEntitlements } from './states.ts';

/** How long a rollout may wait for its beginning, or for another node after its own died. */
const pollMs = 1_000;

/**
 * How long a turn may take: so long a use may have to wait for its counter, which gives up after a second. Another
 * quota takes 0.3 ms an account and another reset period 1 ms, so the size of a turn follows from the one before.
 */
const turnMs = 150;
const most = 1_000;

/**
 * Takes versions published with rollout `now` to plans with many accounts, some of them at a time. What a crash
 * leaves behind, the next turn of any node goes on with.
 */
export function startRollouts(ctx: MeteringContext): Poller {
  let size = 100;

  /** The accounts of one turn; nothing where there is no rollout to go on with. */
  async function advance(): Promise<string[] | undefined> {
    let planId: string | undefined;
    try {
      return await withTransaction(ctx, async (tx) => {
        planId = await nextPlanRollout(tx);
        return planId === undefined ? undefined : advancePlanRollout(tx, planId, size);
      });
    } catch (error) {
      if (planId !== undefined) {
        // It may have been too much for the time a statement has, or one account among them: get closer to it.
        size = Math.max(1, Math.floor(size / 2));
        await deferPlanRollout(ctx.db, planId);
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
      const fitting = (size * turnMs) / (performance.now() - from);
      // Grows slowly: a turn may have found accounts that use nothing.
      size = Math.ceil(Math.min(most, fitting, size * 2));
      // One turn a run, so that a node that stops waits for no more than one.
      poller.wake();
      await refreshEntitlements(ctx, accountIds);
    },
  });
  return poller;
}
