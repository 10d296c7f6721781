import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../../identity/contract.ts';
import { paymentIdOf } from '../../payments/providers/sandbox/events.ts';
import { settleUntil } from '../queries.ts';
import type { OrderEvent } from './content.ts';
import {
  closePageAt,
  endOrderAt,
  finishRefundsAt,
  hearAt,
  openPageAt,
  orderAt,
  requestRefundAt,
  type MadeOrder,
} from './queries.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** As long as an order waits for its money, and a little. */
const lapsedMs = 31 * minuteMs;

/** Orders as somebody did, pays by the sandbox or does not, and gets money back: each step at its time. */
export async function liveOrder(
  tx: Tx,
  accountId: string,
  event: OrderEvent,
  { now, actor }: { now: Date; actor: Actor },
): Promise<void> {
  const madeMs = now.getTime() - event.daysAgo * dayMs;
  const after = (ms: number) => new Date(madeMs + ms);
  const order = await orderAt(tx, accountId, event, after(0));
  const page = await openPageAt(tx, order, after(2_000));
  const isPaid = await pay(tx, order, { ...page, outcome: event.outcome, after });
  if (!isPaid || !event.refund) return;
  const back = event.refund.daysLater * dayMs;
  await settleUntil(tx, accountId, after(back));
  await requestRefundAt(tx, order, { ...event.refund, actor }, after(back));
  await finishRefundsAt(tx, order, after(back + minuteMs));
}

interface Paying {
  paymentId: string;
  reference: string;
  outcome: OrderEvent['outcome'];
  after: (ms: number) => Date;
}

async function pay(
  tx: Tx,
  order: MadeOrder,
  { paymentId, reference, outcome, after }: Paying,
): Promise<boolean> {
  const succeed = (of: string, turn: 1 | 2, at: Date) =>
    hearAt(tx, order, { type: 'payment.succeeded', reference: of, paymentId: paymentIdOf(of, turn) }, at);
  switch (outcome) {
    case 'open':
      return false;
    case 'cancelled':
      await closePageAt(tx, order.accountId, paymentId, after(3 * minuteMs));
      await endOrderAt(tx, order, 'cancelled', after(3 * minuteMs));
      return false;
    case 'expired':
      await endOrderAt(tx, order, 'expired', after(lapsedMs));
      await closePageAt(tx, order.accountId, paymentId, after(lapsedMs));
      return false;
    case 'failed':
      await hearAt(tx, order, { type: 'payment.failed', reference }, after(minuteMs));
      await succeed(reference, 1, after(3 * minuteMs));
      return true;
    case 'twice':
      await succeed(reference, 1, after(minuteMs));
      await succeed(reference, 2, after(minuteMs + 4_000));
      await finishRefundsAt(tx, order, after(2 * minuteMs));
      return true;
    case 'paid':
      await succeed(reference, 1, after(minuteMs));
      return true;
  }
}
