import type { IncomingHttpHeaders } from 'node:http';
import type { Interval } from '../catalog/contract.ts';
import type { PaymentState } from '../orders/contract.ts';
import type { Answer } from './answers.ts';
import type { OfferedProvider } from './checkout/contract.ts';
import type { Command, RefundState } from './commands.ts';

export type ProviderName = OfferedProvider['name'];

export interface CheckoutItem {
  name: string;
  quantity: number;
  /** How long a plan runs. */
  interval?: Interval | undefined;
  /** For all of the quantity, after discounts. */
  totalMinor: number;
  /** Ids and codes under which the provider may know the product (`CREEM_PRODUCTS`), the most exact first. */
  productKeys: readonly string[];
}

/** What a buyer is to pay: one attempt at one order. All of it is fixed with the intent, so that it can be repeated. */
export interface Checkout {
  /** The attempt's: 24 characters of `0-9A-Z`, never used again. */
  reference: string;
  orderId: string;
  amountMinor: number;
  currency: string;
  items: readonly CheckoutItem[];
  payUntil: Date;
  successUrl: string;
  cancelUrl: string;
  /** Where the provider is to call back, if it takes an address with each payment. */
  callbackUrl: string;
  email?: string | undefined;
  /** The language that the buyer has chosen. */
  locale?: string | undefined;
  /** The provider's own id of this buyer, if there is one. */
  customerId?: string | undefined;
  /** The buyer's address, where they pay on the phone that they look at: no code to scan, then. */
  phoneAddress?: string | undefined;
  /** The provider charges again by itself each interval. */
  renews?: 'month' | 'year' | undefined;
}

/** A page that the buyer can pay at, or the text of a code that they scan. */
export interface PaymentPage {
  checkoutId: string;
  url?: string;
  codeUrl?: string;
  payUntil: Date;
}

/** An attempt that is asked about. */
export interface PaymentRef {
  reference: string;
  checkoutId?: string | undefined;
  state: PaymentState;
  amountMinor: number;
  currency: string;
  /** Our refunds of it: some providers tell of a refund only by its number. */
  refundNumbers?: readonly string[];
}

/** Money that is to go back. Why is not told: providers show that to the buyer, and admins write it for themselves. */
export interface RefundRef {
  /** Of the attempt. */
  reference: string;
  providerPaymentId: string;
  /** Ours, the same at each repeat: providers tell a repeat by it. */
  refundNumber: string;
  amountMinor: number;
  /** All that the buyer paid with this payment, and what of it is to stay: 0 for a refund of all that is left. */
  receivedMinor: number;
  keptMinor: number;
  currency: string;
  callbackUrl: string;
}

export interface RefundAnswer {
  state: RefundState;
  providerRefundId?: string;
  /** All that went back of this payment; absent where the provider tells no such sum. */
  cumulativeMinor?: number;
}

/** A callback whose signature is right. */
export interface Verified {
  /** The provider's id of the event. */
  eventId: string;
  /** Which of our keys the signature fits, as a name that tells nothing of the key. */
  signedBy: string;
  /** Undefined: the body tells no mode. */
  isTest: boolean | undefined;
  /** When it happened, as the provider says; ISO 8601. */
  occurredAt: string | undefined;
  /** The event is another app's, merchant's or seller's: it has no effect, and an admin is told. */
  mismatch?: 'wrong_app' | 'wrong_merchant' | 'wrong_seller';
  /** Undefined: the body doesn't hold all, `complete` is to be asked. */
  commands: Command[] | undefined;
}

/** A callback that is thrown away: anybody may have sent it. */
export interface Refused {
  refused: 'missing_signature' | 'bad_signature' | 'out_of_time' | 'unreadable';
}

/** A verified callback as the inbox keeps it. */
interface StoredEvent {
  raw: Buffer;
  headers: IncomingHttpHeaders;
}

/** The answer to a callback, to the letter. */
export interface CallbackReply {
  status: number;
  contentType: 'application/json' | 'text/plain';
  body: string;
}

export interface Provider {
  name: ProviderName;
  /** Its payments are no real money. */
  isTest: boolean;
  /** The buyer goes to its page, or scans a code. */
  kind: 'redirect' | 'qr';
  can: {
    /** The sum can be told to this provider exactly, and it takes the currency. */
    charge: (amountMinor: number, currency: string) => boolean;
    /** It knows how to sell these. */
    sell: (items: readonly CheckoutItem[]) => boolean;
    /** Asking for the same attempt's page again gives the same page, not a second one. */
    repeatCreate: boolean;
    /** A page can be closed so that nobody pays at it any more. */
    close: boolean;
    refundParts: boolean;
    /** It can charge each interval by itself. */
    renew: boolean;
    /** It can be asked what became of a payment long after. */
    remember: boolean;
  };
  create: (checkout: Checkout) => Promise<Answer<PaymentPage>>;
  /** All that it knows of the attempt; none: not paid yet. */
  query: (payment: PaymentRef) => Promise<Answer<Command[]>>;
  /** `paid`: the buyer was done before, so nothing could be closed. */
  close: (payment: PaymentRef) => Promise<Answer<'closed' | 'paid'>>;
  /** The same refund number is one refund, however often it is asked for. */
  refund: (refund: RefundRef) => Promise<Answer<RefundAnswer>>;
  /** Whether the callback is the provider's, and what it says. Pure: it asks nobody. */
  verify: (raw: Buffer, headers: IncomingHttpHeaders, now: Date) => Verified | Refused;
  /** Fetches what the body of an event lacks. Throws where a body isn't what the provider documents. */
  complete: (event: StoredEvent) => Promise<Answer<Command[]>>;
  reply: { accepted: CallbackReply; refused: CallbackReply };
}

/** What adapters are given besides their settings. */
export interface ProviderOptions {
  /** The time at which an answer was asked for. */
  clock: () => Date;
  patienceMs?: number;
}
