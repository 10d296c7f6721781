import type { Principal } from '../../http/access/principal.ts';
import { actOnAccountOnce } from '../../http/idempotency.ts';
import { actorOf, resolveAccount } from '../../identity/service.ts';
import { AppError, invalidField } from '../../lib/app-error.ts';
import { askAbout } from '../asking/learn.ts';
import { claimQuery } from '../asking/queries.ts';
import { publicOrigin } from '../callbacks/address.ts';
import type { PaymentsContext } from '../context.ts';
import type { Provider } from '../provider.ts';
import type { OfferedProvider, PaymentBody, PaymentStatus, StartedPayment } from './contract.ts';
import { handOutPage, providerOf, startedOf } from './hand-out.ts';
import type { Buyer } from './page.ts';
import {
  createOrder,
  findAttempt,
  findPageAfter,
  findProduct,
  hasSubscription,
  openPayment,
  type Product,
} from './queries.ts';

/** However many look at an attempt, its provider is asked once in so long. */
const queryEveryMs = 3_000;

type WaysBack = Pick<PaymentBody, 'success_url' | 'cancel_url'> & {
  hostHeader: string | undefined;
};
type Started = PaymentBody & WaysBack & { idempotencyKey: string | undefined; ip: string };

/**
 * Makes an order and begins to pay it: both are committed before the provider is asked for a page. With a key, a
 * repeat waits for the first one's page, and goes on where the first did not come to an end.
 * Errors: `not_found`; `invalid_input`; `conflict` for what can't be sold to this account; `subscription_exists`;
 * `price_changed`; `order_not_payable`; `payment_processing`; `payment_failed` and `unavailable`, which name the order.
 */
export async function startPayment(
  ctx: PaymentsContext,
  principal: Principal & { kind: 'user' },
  input: Started,
): Promise<StartedPayment> {
  const { product_id, provider: wanted, success_url, cancel_url, quantity = 1, idempotencyKey: key } = input;
  const asked = { wanted, quantity, wantedCurrency: input.currency };
  const accountId = await resolveAccount(ctx, principal, undefined);
  await countCheckout(ctx, accountId, input.ip);
  const buyer = buyerOf(ctx, principal.userId, input);
  const content = {
    product_id,
    provider: wanted,
    success_url,
    cancel_url,
    quantity,
    currency: input.currency,
    amount_minor: input.amount_minor,
  };
  const request = { owner: accountId, key, operation: 'payments.start', content };
  const { result, replayed } = await actOnAccountOnce(ctx, request, async (tx) => {
    const product = await findProduct(tx, product_id);
    if (!product) throw new AppError('not_found');
    if (product.kind === 'plan_price' && (await hasSubscription(tx, accountId))) {
      throw new AppError('subscription_exists');
    }
    const { provider, price } = chooseProvider(ctx, product, asked);
    const actor = await actorOf(tx, principal);
    const { isTest } = provider;
    const item = { productKind: product.kind, productId: price.id, quantity, currency: price.currency };
    const { id: orderId, amountMinor } = await createOrder(tx, { accountId, items: [item], actor, isTest });
    if (amountMinor !== (input.amount_minor ?? amountMinor)) throw new AppError('price_changed');
    // Again, now that the order holds the account: a plan may have been paid at this moment.
    if (product.kind === 'plan_price' && (await hasSubscription(tx, accountId, orderId))) {
      throw new AppError('subscription_exists');
    }
    await openPayment(tx, { accountId, orderId, provider: provider.name, actor, isTest });
    return { orderId, providerName: provider.name };
  });
  const page = replayed ? await findPageAfter(ctx.db, accountId, result.orderId, 0) : undefined;
  if (page) return startedOf(page);
  const provider = ctx.payments.providers.get(result.providerName);
  if (!provider) throw new AppError('unavailable', { meta: { order_id: result.orderId } });
  return handOutPage(ctx, {
    principal,
    accountId,
    orderId: result.orderId,
    provider,
    buyer,
    isMine: !replayed,
  });
}

/**
 * How an attempt stands. Its provider is asked at the first look, then at most once in three seconds however many
 * look; what it says is known before this answers. Errors: `not_found`, also for another's.
 */
export async function readPayment(
  ctx: PaymentsContext,
  principal: Principal,
  requestId: string,
): Promise<PaymentStatus> {
  const accountId = await resolveAccount(ctx, principal, undefined);
  // What can't be one may also hold what Postgres refuses to read, such as NUL.
  const attempt = /^[0-9A-Z]{24}$/.test(requestId)
    ? await findAttempt(ctx.db, accountId, requestId)
    : undefined;
  if (!attempt) throw new AppError('not_found');
  const provider = providerOf(ctx, attempt);
  if (provider && attempt.state !== 'intent' && (await claimQuery(ctx.db, attempt, queryEveryMs))) {
    await askAbout(ctx, provider, attempt);
  }
  const now = (await findAttempt(ctx.db, accountId, requestId)) ?? attempt;
  return {
    request_id: now.reference,
    order_id: now.orderId,
    status: now.orderStatus,
    state: now.state,
    refused: now.isRefused,
    provider: now.provider,
    ...(now.state === 'open' && now.checkoutUrl !== null && { checkout_url: now.checkoutUrl }),
    ...(now.state === 'open' && now.codeUrl !== null && { code_url: now.codeUrl }),
    payUntil: now.payUntil?.toISOString() ?? null,
  };
}

/** What can charge this product now, in the order in which buyers see it. Errors: `not_found`. */
export async function listProviders(ctx: PaymentsContext, productId: string): Promise<OfferedProvider[]> {
  const product = await findProduct(ctx.db, productId);
  if (!product) throw new AppError('not_found');
  return [...ctx.payments.providers.values()].flatMap((provider) => {
    const currencies = chargeable(provider, product, 1).map(({ currency }) => currency);
    return currencies.length > 0 ? [{ name: provider.name, currencies, kind: provider.kind }] : [];
  });
}

/** Errors: `rate_limited`. */
export async function countCheckout(ctx: PaymentsContext, accountId: string, ip: string): Promise<void> {
  await ctx.payments.addressLimit.count(ip);
  await ctx.orderLimit.count(accountId);
}

interface Asked {
  wanted: string | undefined;
  quantity: number;
  wantedCurrency: string | undefined;
}

type Price = Product['prices'][number];

function chooseProvider(
  ctx: PaymentsContext,
  product: Product,
  { wanted, quantity, wantedCurrency }: Asked,
): { provider: Provider; price: Price } {
  for (const provider of ctx.payments.providers.values()) {
    if (wanted !== undefined && provider.name !== wanted) continue;
    const price = chargeable(provider, product, quantity).find(
      ({ currency }) => wantedCurrency === undefined || currency === wantedCurrency,
    );
    if (price) return { provider, price };
  }
  throw invalidField('provider', 'No provider that is set up can charge this');
}

function chargeable(provider: Provider, { code, prices }: Product, quantity: number): Price[] {
  return prices.filter(({ id, amountMinor, currency }) => {
    const totalMinor = amountMinor * quantity;
    // Past that, a sum can't be told exactly to anybody.
    if (!Number.isSafeInteger(totalMinor)) return false;
    const isSold = provider.can.sell([{ name: code, quantity, totalMinor, productKeys: [id, code] }]);
    return isSold && (totalMinor === 0 || provider.can.charge(totalMinor, currency));
  });
}

/** Errors: `invalid_input` for a way back that leads to somebody else. */
export function buyerOf(
  ctx: PaymentsContext,
  userId: string,
  { hostHeader, success_url: success, cancel_url: cancel }: WaysBack,
): Buyer {
  const origin = publicOrigin(ctx.config, hostHeader);
  for (const [field, url] of Object.entries({ success_url: success, cancel_url: cancel })) {
    if (url !== undefined && new URL(url).origin !== origin)
      throw invalidField(field, `Must be on ${origin}`);
  }
  const result = `${origin}/app/checkout/result`;
  return {
    userId,
    hostHeader,
    successUrl: success ?? result,
    // What the client's page says to who left the provider's page unpaid.
    cancelUrl: cancel ?? `${result}?left=true`,
  };
}
