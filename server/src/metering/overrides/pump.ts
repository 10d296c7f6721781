import { withTransaction } from '../../db/transaction.ts';
import { createPoller, type Poller } from '../../lib/poller.ts';
import type { MeteringContext } from '../context.ts';
import { enqueueEntitlementsChanged } from '../entitlements/entitlement-messages.ts';
import { endDueOverrides } from './queries.ts';

/** How late pages may learn that an override is over; uses and checks go by the clock. */
const lookMs = 1_000;
/** As many as an outbox handler refreshes well within its time. */
const most = 100;

/**
 * Ends overrides whose time is up, on whichever node looks first, and enqueues that the entitlements changed. Found by
 * state, so that what ended while no node ran is ended by the next start; a look that finds nothing reads one index.
 */
export function startOverrideEnds(ctx: MeteringContext): Poller {
  const poller = createPoller({
    name: 'override ends',
    intervalMs: lookMs,
    logger: ctx.logger,
    async run() {
      const ended = await withTransaction(ctx, async (tx) => {
        const accountIds = await endDueOverrides(tx, most);
        if (accountIds.length > 0) await enqueueEntitlementsChanged(tx, accountIds);
        return accountIds;
      });
      if (ended.length > 0) poller.wake();
    },
  });
  return poller;
}
