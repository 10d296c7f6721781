import { expireCredits } from '../credits/balances/due-queries.ts';
import type { Tx } from '../db/transaction.ts';
import type { Actor } from '../identity/contract.ts';
import { invariant } from '../lib/invariant.ts';
import { creditStories } from './credits-content.ts';
import { orderStories } from './orders/content.ts';
import { liveOrder } from './orders/story.ts';
import { assignPackageAt, giveBonusAt, returnUseAt, spendAt } from './queries.ts';

const dayMs = 86_400_000;
/** More than the demo has. */
const mostAccounts = 50;

/**
 * Lives what somebody did with credits and ordered, oldest first, each event at its time. Every use must be paid.
 * `actor` gives money back.
 */
export async function liveEvents(
  tx: Tx,
  { accountId, seed }: { accountId: string; seed: string },
  { now, actor }: { now: Date; actor: Actor },
): Promise<void> {
  for (const [index, event] of eventsOf(seed).entries()) {
    const at = new Date(now.getTime() - event.daysAgo * dayMs);
    const sourceId = `demo ${index}`;
    if (event.kind === 'order') {
      await liveOrder(tx, accountId, event, { now, actor });
    } else if (event.kind === 'bonus') {
      await giveBonusAt(tx, accountId, { ...event, sourceId }, at);
    } else if (event.kind === 'package') {
      await assignPackageAt(tx, accountId, { ...event, sourceId }, at);
    } else {
      const id = await spendAt(tx, accountId, event, at);
      invariant(id, `there are credits for ${event.action}`);
      if (event.returned !== undefined) await returnUseAt(tx, accountId, { id, reason: event.returned }, at);
    }
  }
  // What has ended since then would be found overdue until the sweeper comes.
  await expireCredits(tx, mostAccounts, undefined);
}

function eventsOf(seed: string) {
  return [...(creditStories[seed] ?? []), ...(orderStories[seed] ?? [])].toSorted(
    (one, other) => other.daysAgo - one.daysAgo,
  );
}
