import { z } from 'zod';
import { Interval } from '../../catalog/contract.ts';
import { withTransaction } from '../../db/transaction.ts';
import { AppError } from '../../lib/app-error.ts';
import { noteProviderAnswer } from '../asking/queries.ts';
import { callbackUrl } from '../callbacks/address.ts';
import type { PaymentsContext } from '../context.ts';
import type { Checkout, CheckoutItem, Provider } from '../provider.ts';
import { findBuyer, listOrderItems, type Attempt } from './queries.ts';

/** What the buyer's request fixes of a page. */
export interface Buyer {
  userId: string;
  hostHeader: string | undefined;
  /** With `request_id` added, so that the page they come back to knows what to ask for. */
  successUrl: string;
  cancelUrl: string;
}

/**
 * Asks the provider for the page of an intent, outside of any transaction, and keeps its answer.
 * Errors: `payment_failed` where it refuses, `unavailable` where nobody knows; both name the order, which stays
 * payable. `order_not_payable` where the attempt has ended meanwhile: its page is handed to nobody.
 */
export async function askForPage(
  ctx: PaymentsContext,
  provider: Provider,
  attempt: Attempt,
  buyer: Buyer,
): Promise<void> {
  const answer = await provider.create(await checkoutOf(ctx, provider, attempt, buyer));
  const meta = { order_id: attempt.orderId };
  if (answer.kind === 'unknown') {
    ctx.logger.warn(
      { provider: provider.name, reference: attempt.reference, reason: answer.reason },
      'a provider did not answer',
    );
    throw new AppError('unavailable', {
      detail: 'The payment provider does not answer; try again with the same Idempotency-Key',
      meta,
      retryAfterSeconds: 5,
    });
  }
  const note =
    answer.kind === 'ok' ? { kind: 'page', ...answer.value } : { kind: 'refused', code: answer.code };
  const state = await withTransaction(ctx, (tx) => noteProviderAnswer(tx, attempt, note));
  if (answer.kind === 'refused') {
    ctx.logger.warn(
      { provider: provider.name, reference: attempt.reference, code: answer.code },
      'a provider refused a payment',
    );
    throw new AppError('payment_failed', { detail: 'The payment provider refused this payment', meta });
  }
  if (state !== 'open') throw new AppError('order_not_payable', { meta });
}

async function checkoutOf(
  ctx: PaymentsContext,
  provider: Provider,
  attempt: Attempt,
  buyer: Buyer,
): Promise<Checkout> {
  const { reference, orderId, accountId, amountMinor, currency, payUntil, createdAt } = attempt;
  const person = await findBuyer(ctx.db, buyer.userId);
  return {
    reference,
    orderId,
    amountMinor,
    currency,
    items: await itemsOf(ctx, { accountId, orderId, locale: person?.locale ?? undefined }),
    payUntil: payUntil ?? createdAt,
    successUrl: withRequestId(buyer.successUrl, reference),
    cancelUrl: withRequestId(buyer.cancelUrl, reference),
    callbackUrl: callbackUrl(ctx.config, provider.name, buyer.hostHeader),
    email: person?.email,
    locale: person?.locale ?? undefined,
  };
}

/** What is bought, by the order's snapshot, in the buyer's language. */
export async function itemsOf(
  ctx: PaymentsContext,
  { accountId, orderId, locale }: { accountId: string; orderId: string; locale: string | undefined },
): Promise<CheckoutItem[]> {
  const items = await listOrderItems(ctx.db, accountId, orderId);
  return items.map(({ name, quantity, totalMinor, productId, snapshot }) => ({
    name: nameIn(name, locale) ?? codeOf(snapshot) ?? productId,
    quantity,
    interval: Snapshot.parse(snapshot).interval,
    totalMinor,
    productKeys: [productId, codeOf(snapshot)].filter((key) => key !== undefined),
  }));
}

/** The address with the attempt's reference in it. */
export function withRequestId(address: string, reference: string): string {
  const url = new URL(address);
  url.searchParams.set('request_id', reference);
  return url.href;
}

/** In the buyer's language, else in whichever there is. */
function nameIn(names: unknown, locale = 'en'): string | undefined {
  const texts = Object.entries(names ?? {}).filter(([, text]) => typeof text === 'string' && text !== '');
  const [, text] = texts.find(([language]) => language === locale) ?? texts[0] ?? [];
  return typeof text === 'string' ? text : undefined;
}

const Snapshot = z.object({
  planCode: z.string().optional(),
  packageCode: z.string().optional(),
  interval: Interval.optional(),
});

function codeOf(snapshot: unknown): string | undefined {
  const { planCode, packageCode } = Snapshot.parse(snapshot);
  return planCode ?? packageCode;
}
