import { ok, refused, unknown, type Answer } from '../../answers.ts';
import type { Command } from '../../commands.ts';
import type { PaymentRef, RefundAnswer, RefundRef } from '../../provider.ts';
import type { Api } from './api.ts';
import { Checkout, Refund, Subscription, type Event, type Transaction } from './shapes.ts';
import {
  checkoutCommands,
  isLost,
  refundCommand,
  refundState,
  subscriptionCommand,
  subscriptionPaidCommand,
  timeOf,
} from './translate.ts';

/** The transactions behind checkouts and events: Creem's events don't always name them. */
export function createTransactions(api: Api) {
  /** What the checkout's order paid first, as later ones are of later periods; else what is to come, or never will. */
  async function transactionOf({ order }: Checkout, signal: AbortSignal): Promise<Transaction | undefined> {
    if (order === undefined) return undefined;
    const all =
      order.transaction === undefined
        ? await api.transactionsOf(order.id, signal)
        : [await api.transaction(order.transaction, signal)];
    const rank = ({ status }: Transaction) => (status === 'pending' ? 1 : isLost(status) ? 2 : 0);
    const [first] = all.sort((one, other) => rank(one) - rank(other) || one.created_at - other.created_at);
    return first;
  }

  async function query(
    { checkoutId, reference }: PaymentRef,
    at: string,
    signal: AbortSignal,
  ): Promise<Answer<Command[]>> {
    if (checkoutId === undefined) return unknown('no_checkout');
    const checkout = await api.checkout(checkoutId, signal);
    if (checkout.request_id !== reference) return unknown('foreign_answer');
    if (checkout.status !== 'completed') return ok(checkoutCommands(checkout, undefined, at));
    const transaction = await transactionOf(checkout, signal);
    if (transaction === undefined) return unknown('no_transaction');
    return ok(checkoutCommands(checkout, transaction, at));
  }

  /** Whole only; one that was made before, by us or at Creem, is found and not made again. */
  async function refundRest(refund: RefundRef, signal: AbortSignal): Promise<Answer<RefundAnswer>> {
    if (refund.keptMinor > 0) return refused('refund_whole_only');
    const id = refund.providerPaymentId;
    const before = await api.transaction(id, signal);
    const isAllBack = (before.refunded_amount ?? 0) >= (before.amount_paid ?? before.amount);
    const state = isAllBack ? 'succeeded' : refundState(await api.refund(id, signal));
    const after = isAllBack ? before : await api.transaction(id, signal);
    return ok({ state, cumulativeMinor: after.refunded_amount ?? 0 });
  }

  async function complete(event: Event, at: string, signal: AbortSignal): Promise<Answer<Command[]>> {
    if (event.eventType === 'checkout.completed') {
      const checkout = Checkout.parse(event.object);
      const transaction = await transactionOf(checkout, signal);
      if (transaction === undefined) return unknown('no_transaction');
      return ok(checkoutCommands(checkout, transaction, timeOf(event)));
    }
    if (event.eventType === 'refund.created') {
      const refund = Refund.parse(event.object);
      const { transaction } = refund;
      const id = typeof transaction === 'string' ? transaction : transaction.id;
      return ok([refundCommand(await api.transaction(id, signal), at, refund)]);
    }
    const told = Subscription.parse(event.object);
    if (event.eventType === 'subscription.paid') {
      if (told.last_transaction_id === undefined) return unknown('no_transaction');
      const transaction = await api.transaction(told.last_transaction_id, signal);
      return ok([subscriptionPaidCommand(told, transaction, timeOf(event))]);
    }
    return ok([subscriptionCommand(await api.subscription(told.id, signal), at)]);
  }

  return { query, refundRest, complete };
}
