import type Stripe from 'stripe';
import type { Command } from '../../commands.ts';
import { Dispute, InvoicePayment, PaymentIntent, Refund, type Session } from './shapes.ts';
import { disputeCommand, refundCommand } from './translate.ts';

/** How the parts of one movement of money are found: Stripe knows it as invoice, payment intent and charge. */
export function createMoney(stripe: Stripe) {
  /** Our id of what an intent moved: its invoice, or itself where there is none. */
  async function idOf(intent: string | undefined): Promise<string | undefined> {
    if (intent === undefined) return undefined;
    const { data } = await stripe.invoicePayments.list({
      payment: { type: 'payment_intent', payment_intent: intent },
      limit: 1,
    });
    const [payment] = data;
    return payment === undefined ? intent : InvoicePayment.parse(payment).invoice;
  }

  /** The intent behind an id of ours. */
  async function intentOf(moneyId: string): Promise<string | undefined> {
    if (moneyId.startsWith('pi_')) return moneyId;
    const { data } = await stripe.invoicePayments.list({ invoice: moneyId, limit: 1 });
    const [payment] = data;
    return payment === undefined ? undefined : InvoicePayment.parse(payment).payment.payment_intent;
  }

  async function intentWithCharge(intent: string) {
    const found = await stripe.paymentIntents.retrieve(intent, { expand: ['latest_charge'] });
    const { status, latest_charge: charge } = PaymentIntent.parse(found);
    return { status, charge: typeof charge === 'object' && charge !== null ? charge : undefined };
  }

  async function listRefunds(intent: string): Promise<Refund[]> {
    const { data } = await stripe.refunds.list({ payment_intent: intent, limit: 100 });
    return data.map((refund) => Refund.parse(refund));
  }

  /** All refunds of an intent, and their sum, as they are now. */
  async function refunds(intent: string, at: string): Promise<Command[]> {
    const moneyId = await idOf(intent);
    const { charge } = await intentWithCharge(intent);
    if (moneyId === undefined || charge === undefined) return [];
    return [refundCommand(moneyId, charge, await listRefunds(intent), at)];
  }

  /** What came of a session after the buyer was done: refunds and disputes, or a delayed payment that failed. */
  async function followUp(session: Session, commands: Command[], at: string): Promise<Command[]> {
    const [first] = commands;
    if (first?.type === 'payment_processing' && session.payment_intent !== undefined) {
      const { status } = await intentWithCharge(session.payment_intent);
      const isOver = status === 'requires_payment_method' || status === 'canceled';
      return isOver ? [{ type: 'payment_failed', reference: first.reference, final: true, at }] : commands;
    }
    if (first?.type !== 'payment_succeeded') return commands;

    const moneyId = first.providerPaymentId;
    const intent = session.payment_intent ?? (await intentOf(moneyId));
    if (intent === undefined) return commands;
    const { charge } = await intentWithCharge(intent);
    if (charge === undefined) return commands;
    const news = [...commands];
    if (charge.amount_refunded > 0) {
      news.push(refundCommand(moneyId, charge, await listRefunds(intent), at));
    }
    if (charge.disputed) {
      const { data } = await stripe.disputes.list({ payment_intent: intent, limit: 100 });
      news.push(...data.map((dispute) => disputeCommand(moneyId, Dispute.parse(dispute), at)));
    }
    return news;
  }

  return { idOf, intentOf, intentWithCharge, listRefunds, refunds, followUp };
}

export type Money = ReturnType<typeof createMoney>;
