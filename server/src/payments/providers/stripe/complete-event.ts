import type Stripe from 'stripe';
import { ok, type Answer } from '../../answers.ts';
import type { Command } from '../../commands.ts';
import type { Money } from './movements.ts';
import { Charge, Dispute, Invoice, Refund, Subscription, type Event } from './shapes.ts';
import { disputeCommand, subscriptionCommand } from './translate.ts';

interface Completing {
  stripe: Stripe;
  money: Money;
  event: Event;
  /** When Stripe is asked: what it then knows is as new as that. */
  at: string;
}

/** Fetches what an event is about as it is now: events of one thing come in any order. */
export async function completeEvent({ stripe, money, event, at }: Completing): Promise<Answer<Command[]>> {
  const { object } = event.data;
  const readSubscription = async (id: string) =>
    ok([subscriptionCommand(Subscription.parse(await stripe.subscriptions.retrieve(id)), at)]);

  if (event.type.startsWith('charge.dispute.')) {
    const dispute = Dispute.parse(await stripe.disputes.retrieve(Dispute.parse(object).id));
    const moneyId = await money.idOf(dispute.payment_intent);
    return ok(moneyId === undefined ? [] : [disputeCommand(moneyId, dispute, at)]);
  }
  if (event.type === 'invoice.payment_failed') {
    const subscriptionId = Invoice.parse(object).parent?.subscription_details?.subscription;
    return subscriptionId === undefined ? ok([]) : readSubscription(subscriptionId);
  }
  if (event.type.startsWith('customer.subscription.')) {
    return readSubscription(Subscription.parse(object).id);
  }
  const { payment_intent: intent } =
    event.type === 'charge.refunded' ? Charge.parse(object) : Refund.parse(object);
  return ok(intent === undefined ? [] : await money.refunds(intent, at));
}
