import type { OrderDetail, OrderItem } from '@meterstone/server/contract/orders';

type Payment = OrderDetail['payments'][number];

const ended: ReadonlySet<string> = new Set(['cancelled', 'needs_review', 'refunded']);

/** Whether the order was closed as its buyer has bought another plan meanwhile; money that came later goes back. */
export function isOvertaken(order: OrderDetail): boolean {
  return (
    ended.has(order.status) &&
    !isGiven(order) &&
    order.timeline.some(({ toStatus, cause }) => toStatus === 'cancelled' && cause === 'plan_bought')
  );
}

/** Whether anything in it was ever given. */
export function isGiven({ timeline }: OrderDetail): boolean {
  return timeline.some(({ kind }) => kind === 'item_fulfilled');
}

/** Why money that bought nothing goes back; of an order that was overtaken it is told by what closed it. */
export function whySurplus(order: OrderDetail): string | undefined {
  const causes = new Set(order.timeline.flatMap(({ kind, cause }) => (kind === 'surplus' ? [cause] : [])));
  const [cause] = causes;
  if (causes.size !== 1) return undefined;
  return cause === 'plan_runs' && isOvertaken(order) ? 'plan_bought' : (cause ?? undefined);
}

/** How much money came that buys nothing. */
export function surplusOf({ payments }: OrderDetail): number {
  return payments.reduce((sum, { role, receivedMinor }) => sum + (role === 'surplus' ? receivedMinor : 0), 0);
}

/** Whether all of the money that came by it is gone, whoever gave it back. */
export function isGone({ receivedMinor, goneMinor }: Payment): boolean {
  return goneMinor >= receivedMinor;
}

/**
 * How an attempt at paying stands, as its buyer knows it: one that the provider refused has failed, also where it was
 * closed afterwards, as the order was paid elsewhere or not at all.
 */
export function stateOf({ state, refused }: Payment): Payment['state'] {
  return state === 'closed' && refused ? 'failed' : state;
}

/** Whether all money that bought nothing is gone. */
export function isSurplusGone({ payments }: OrderDetail): boolean {
  return payments.every((payment) => payment.role !== 'surplus' || isGone(payment));
}

/**
 * What is still to begin of a paid order, after what was bought before: a plan, or the days of a package, whose credits
 * that come at once are there all the same. When it was given is the server's to say, as its start is: clocks here may
 * differ, and what begins at once is never told as waiting.
 */
export function waitingItem({ status, items, timeline }: OrderDetail, now: number): OrderItem | undefined {
  if (status !== 'paid' && status !== 'partially_refunded') return undefined;
  const given = timeline.findLast(({ kind }) => kind === 'item_fulfilled')?.createdAt;
  if (given === undefined) return undefined;
  return items.find(({ startsAt }) => {
    const begins = startsAt === null ? 0 : Date.parse(startsAt);
    return begins > Date.parse(given) && begins > now;
  });
}
