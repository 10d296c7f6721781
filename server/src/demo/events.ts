import type { Tx } from '../db/transaction.ts';
import type { Actor } from '../identity/contract.ts';
import { invariant } from '../lib/invariant.ts';
import { creditStories } from './credits/content.ts';
import { daysBefore } from './days-before.ts';
import { orderStories } from './orders/content.ts';
import { liveOrder } from './orders/story.ts';
import { assignPackageAt, giveBonusAt, returnUseAt, settleUntil, spendAt } from './queries.ts';

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
    const at = daysBefore(now, event.daysAgo);
    const sourceId = `demo ${index}`;
    // As the sweeper would have done: a day's allowance comes as the day begins, not with the next use.
    await settleUntil(tx, accountId, at);
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
  await settleUntil(tx, accountId, now);
}

function eventsOf(seed: string) {
  return [...(creditStories[seed] ?? []), ...(orderStories[seed] ?? [])].toSorted(
    (one, other) => other.daysAgo - one.daysAgo,
  );
}
