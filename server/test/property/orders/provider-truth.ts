import type { Command } from '../../harness/orders/commands.ts';
import type { Dice } from './course.ts';

/** Money that a provider took, and where it is now. */
export interface Money {
  id: string;
  reference: string;
  amount: number;
  refunded: number;
  /** On its way back; neither given back nor to be given again. */
  pending: number;
  dispute?: { id: string; amount: number; state: 'opened' | 'won' | 'lost'; isLong?: boolean };
}

interface Refund {
  number: string | undefined;
  id: string;
  amount: number;
  state: 'pending' | 'succeeded' | 'failed';
}

/** What a provider knows and says. It refuses what is not there, and a number is one refund however often it comes. */
export class ProviderTruth {
  readonly money: Money[] = [];
  readonly #refunds = new Map<string, Refund & { money: Money }>();
  readonly #dice: Dice;
  readonly #currency: string;
  readonly #tell: (command: Command) => void;
  /** Some tell all that went back, some each refund, some both. */
  readonly #style: 'sums' | 'refunds' | 'both';
  #made = 0;

  constructor(dice: Dice, currency: string, tell: (command: Command) => void) {
    this.#dice = dice;
    this.#currency = currency;
    this.#tell = tell;
    this.#style = dice.pick(['sums', 'refunds', 'both'] as const);
  }

  pay(reference: string, amount: number): void {
    const id = `money ${reference}`;
    this.money.push({ id, reference, amount, refunded: 0, pending: 0 });
    if (this.#dice.isOneIn(4)) this.#tell({ type: 'payment_processing', reference });
    this.#tell({
      type: 'payment_succeeded',
      reference,
      providerPaymentId: id,
      amountMinor: amount,
      taxMinor: 0,
      currency: this.#currency,
    });
    // Some say of a page that was paid that it can't be any more.
    if (this.#dice.isOneIn(4)) this.#tell({ type: 'payment_expired', reference });
  }

  /** What can still be given back. */
  left({ amount, refunded, pending, dispute }: Money): number {
    const held = dispute && dispute.state !== 'won' ? dispute.amount : 0;
    return Math.max(amount - refunded - pending - held, 0);
  }

  /** `undefined`: it is refused. */
  refund(money: Money, amount: number, number?: string): Refund | undefined {
    this.#made += 1;
    const key = number ?? `panel ${this.#made}`;
    const known = this.#refunds.get(key);
    if (known) return known;
    if (amount < 1 || amount > this.left(money)) return undefined;
    const isSlow = this.#dice.isOneIn(3);
    const refund = {
      number,
      id: `re ${key}`,
      amount,
      state: isSlow ? ('pending' as const) : ('succeeded' as const),
      money,
    };
    this.#refunds.set(key, refund);
    if (isSlow) money.pending += amount;
    else money.refunded += amount;
    this.#tellRefund(refund, money);
    return refund;
  }

  /** Of all that is left, or of half of it. */
  dispute(money: Money): void {
    const amount = Math.ceil(this.left(money) / this.#dice.pick([1, 2]));
    if (amount === 0 || money.dispute) return;
    money.dispute = { id: `dispute ${money.id}`, amount, state: 'opened' };
    this.#tellDispute(money);
  }

  /** What is slow comes to its end. A dispute may stay open for ever. */
  decide(): void {
    for (const refund of this.#refunds.values()) {
      if (refund.state !== 'pending') continue;
      refund.money.pending -= refund.amount;
      refund.state = this.#dice.isOneIn(3) ? 'failed' : 'succeeded';
      if (refund.state === 'succeeded') refund.money.refunded += refund.amount;
      this.#tellRefund(refund, refund.money);
    }
    for (const { money, end } of this.money.map((money) => ({ money, end: this.#dice.roll(3) }))) {
      if (money.dispute?.state !== 'opened' || money.dispute.isLong) continue;
      money.dispute.isLong = end === 0;
      if (money.dispute.isLong) continue;
      money.dispute.state = end === 1 ? 'won' : 'lost';
      this.#tellDispute(money);
    }
  }

  #tellRefund({ number, id, amount, state }: Refund, money: Money): void {
    const refunds = [{ refundNumber: number, providerRefundId: id, amountMinor: amount, state }];
    const news = { type: 'refund_changed', providerPaymentId: money.id };
    this.#tell({
      ...news,
      ...(this.#style === 'refunds' ? {} : { cumulativeMinor: money.refunded }),
      ...(this.#style === 'sums' ? {} : { refunds }),
    });
  }

  #tellDispute(money: Money): void {
    if (!money.dispute) return;
    this.#tell({
      type: 'dispute_changed',
      providerPaymentId: money.id,
      disputeId: money.dispute.id,
      amountMinor: money.dispute.amount,
      state: money.dispute.state,
    });
  }
}
