import type { CreemSettings } from '../../../payment-settings.ts';
import { askProvider, defaultPatienceMs, ok, refused, unknown, type Answer } from '../../answers.ts';
import type { Checkout, CheckoutItem, Provider, ProviderOptions } from '../../provider.ts';
import { createApi, refusalCode } from './api.ts';
import { Event } from './shapes.ts';
import { createTransactions } from './transactions.ts';
import { translateEvent } from './translate.ts';
import { verifyWebhook } from './webhooks.ts';

const reply = (status: number, body: string) => ({ status, contentType: 'application/json', body }) as const;

/** The least that Creem lets us name as the price of a unit. */
const leastUnitPrice = 100;

/** Creem's checkout. It knows no key of requests: what isn't certain is read before it is asked for again. */
export function createCreem(settings: CreemSettings, options: ProviderOptions): Provider {
  const { clock, patienceMs = defaultPatienceMs } = options;
  const api = createApi(settings);
  const transactions = createTransactions(api);
  const ask = <T>(work: (at: string, signal: AbortSignal) => Promise<Answer<T>>) => {
    const at = clock().toISOString();
    return askProvider({ patienceMs, ask: (signal) => work(at, signal), refusalOf: refusalCode });
  };
  const productOf = (items: readonly CheckoutItem[]) =>
    items.length === 1
      ? items[0]?.productKeys.map((key) => settings.products[key]).find((id) => id !== undefined)
      : undefined;

  return {
    name: 'creem',
    isTest: settings.isTest,
    kind: 'redirect',
    can: {
      charge: (amountMinor, currency) => amountMinor > 0 && ['EUR', 'USD'].includes(currency),
      sell: (items) => productOf(items) !== undefined,
      repeatCreate: false,
      close: false,
      refundParts: false,
      renew: true,
      remember: true,
    },
    create: (checkout) =>
      ask(async (_at, signal) => {
        const productId = productOf(checkout.items);
        if (productId === undefined) return refused('not_sold');
        const created = await api.createCheckout({ productId, ...requestOf(checkout) }, signal);
        if (created.request_id !== checkout.reference) return unknown('foreign_answer');
        if (created.checkout_url === undefined) return unknown('no_url');
        return ok({ checkoutId: created.id, url: created.checkout_url, payUntil: checkout.payUntil });
      }),
    query: (payment) => ask((at, signal) => transactions.query(payment, at, signal)),
    // Creem can't close a page: what is paid there late goes back.
    close: () => Promise.resolve(unknown('no_close')),
    refund: (refund) => ask((_at, signal) => transactions.refundRest(refund, signal)),
    verify: (raw, headers, now) => verifyWebhook(settings.webhookSecrets, raw, headers, now),
    complete: async ({ raw }) => {
      const event = Event.parse(JSON.parse(raw.toString('utf8')));
      const commands = translateEvent(event);
      if (commands !== undefined) return ok(commands);
      return ask((at, signal) => transactions.complete(event, at, signal));
    },
    reply: { accepted: reply(200, '{"received":true}'), refused: reply(400, '{"error":"bad_signature"}') },
  };
}

/** The price is that of our snapshot where Creem lets us name it; else its product's, which a mismatch would show. */
function requestOf({ reference, orderId, items, renews, email, successUrl }: Checkout) {
  const [{ quantity, totalMinor } = { quantity: 1, totalMinor: 0 }] = items;
  const customPrice = totalMinor / quantity;
  const canBeNamed = renews === undefined && Number.isInteger(customPrice) && customPrice >= leastUnitPrice;
  return {
    requestId: reference,
    units: quantity,
    ...(canBeNamed ? { customPrice } : {}),
    ...(email === undefined ? {} : { customer: { email } }),
    successUrl,
    // It comes back with the subscription too.
    metadata: { reference, order_id: orderId },
  };
}
