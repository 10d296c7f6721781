import { z } from 'zod';

/**
 * What providers say, in our words: adapters translate, nobody else reads a provider's body. Sums are in the
 * currency's smallest unit, times ISO 8601. Commands are kept as JSON beside the event they come from.
 */

const Reference = z.string().min(1);
const Money = z.int().min(0);
const At = z.iso.datetime({ offset: true });
const Currency = z.string().regex(/^[A-Z]{3}$/);
const Period = z.strictObject({ start: At, end: At });

/** One movement of money has one such id, whatever event tells of it (README.md, Words). */
const providerPaymentId = z.string().min(1);

export const RefundState = z.enum(['pending', 'succeeded', 'failed']);
export type RefundState = z.output<typeof RefundState>;

const RefundNews = z.strictObject({
  /** Ours; absent where the refund was made at the provider. */
  refundNumber: z.string().optional(),
  providerRefundId: z.string().min(1),
  amountMinor: Money,
  state: RefundState,
});

const attempt = { reference: Reference, at: At };
const sum = { amountMinor: Money, taxMinor: Money, currency: Currency };
const subscription = { subscriptionId: z.string().min(1), at: At };

export const Command = z.discriminatedUnion('type', [
  /** The buyer is done, the money is on its way. */
  z.strictObject({ type: z.literal('payment_processing'), ...attempt }),
  /** `final`: the same page can't be paid any more. */
  z.strictObject({ type: z.literal('payment_failed'), ...attempt, final: z.boolean() }),
  /** The buyer went away from the page without paying; it can still be paid. */
  z.strictObject({ type: z.literal('payment_left'), ...attempt }),
  z.strictObject({ type: z.literal('payment_expired'), ...attempt }),
  /** `amountMinor` is our price, `taxMinor` what the provider put on top. */
  z.strictObject({
    type: z.literal('payment_succeeded'),
    ...attempt,
    ...sum,
    providerPaymentId,
    subscriptionId: z.string().optional(),
  }),
  /** `cumulativeMinor`: all that went back of this payment until `at`; absent where the provider tells no such sum. */
  z.strictObject({
    type: z.literal('refund_changed'),
    providerPaymentId,
    cumulativeMinor: Money.optional(),
    refunds: z.array(RefundNews).optional(),
    at: At,
  }),
  z.strictObject({
    type: z.literal('dispute_changed'),
    providerPaymentId,
    disputeId: z.string().min(1),
    amountMinor: Money,
    state: z.enum(['inquiry', 'opened', 'won', 'lost']),
    at: At,
  }),
  /** `reference` where the provider hands back ours: the first period is what an attempt paid for. */
  z.strictObject({
    type: z.literal('subscription_paid'),
    ...subscription,
    ...sum,
    providerPaymentId,
    reference: Reference.optional(),
    period: Period,
  }),
  z.strictObject({
    type: z.literal('subscription_changed'),
    ...subscription,
    status: z.enum(['trialing', 'active', 'past_due', 'paused', 'canceled', 'expired']),
    period: Period.optional(),
    cancelAt: At.optional(),
  }),
  z.strictObject({ type: z.literal('subscription_ended'), ...subscription }),
]);
export type Command = z.output<typeof Command>;

/** The movement of money that these commands are about, if they name one: what an orphan waits for. */
export function moneyIdOf(commands: readonly Command[]): string | undefined {
  for (const command of commands) if ('providerPaymentId' in command) return command.providerPaymentId;
  return undefined;
}

/** The fact without the time at which it was told: two commands with the same fact say nothing new. */
export function factOf(command: Command): string {
  const fact = Object.entries(command).filter(([name]) => name !== 'at');
  return JSON.stringify(fact.sort(([one], [other]) => (one < other ? -1 : 1)));
}
