import Stripe from 'stripe';
import type { StripeSettings } from '../../../payment-settings.ts';
import { toStripe } from '../../amounts.ts';
import { askProvider, defaultPatienceMs, ok, refused, unknown, type Answer } from '../../answers.ts';
import type { PaymentPage, Provider, ProviderOptions } from '../../provider.ts';
import { checkoutParams } from './checkout-params.ts';
import { completeEvent } from './complete-event.ts';
import { createMoney } from './movements.ts';
import { refundPayment } from './refund.ts';
import { Event, Session } from './shapes.ts';
import { sessionCommands, translateEvent } from './translate.ts';
import { verifyWebhook } from './webhooks.ts';

const reply = (status: number, body: string) => ({ status, contentType: 'application/json', body }) as const;

/** Stripe Checkout, and what Stripe says of its payments, refunds, disputes and subscriptions. */
export function createStripe(settings: StripeSettings, options: ProviderOptions): Provider {
  const { clock, patienceMs = defaultPatienceMs } = options;
  const stripe = new Stripe(settings.secretKey, {
    ...baseAddress(settings.apiBase),
    telemetry: false,
    // A connection that breaks is tried again at once, under the same idempotency key.
    maxNetworkRetries: 1,
    timeout: Math.min(4_000, patienceMs),
  });
  const money = createMoney(stripe);
  const ask = <T>(work: () => Promise<Answer<T>>) =>
    askProvider({ patienceMs, ask: work, refusalOf: refusalCode });
  const now = () => clock().toISOString();

  return {
    name: 'stripe',
    isTest: settings.isTest,
    kind: 'redirect',
    can: {
      charge: (amountMinor, currency) => amountMinor > 0 && toStripe(amountMinor, currency) !== undefined,
      sell: () => true,
      repeatCreate: true,
      close: true,
      refundParts: true,
      renew: true,
      remember: true,
    },
    create: (checkout) =>
      ask(async () => {
        const params = checkoutParams(checkout);
        if (params === undefined) return refused('currency');
        const created = await stripe.checkout.sessions.create(params, {
          idempotencyKey: `checkout:${checkout.reference}`,
        });
        const session = Session.parse(created);
        if (session.client_reference_id !== checkout.reference) return unknown('foreign_answer');
        const page: PaymentPage = { checkoutId: session.id, payUntil: checkout.payUntil };
        // A page that has ended meanwhile has no address any more.
        return ok(session.url ? { ...page, url: session.url } : page);
      }),
    query: (payment) =>
      ask(async () => {
        if (payment.checkoutId === undefined) return unknown('no_checkout');
        const session = Session.parse(await stripe.checkout.sessions.retrieve(payment.checkoutId));
        if (session.client_reference_id !== payment.reference) return unknown('foreign_answer');
        const at = now();
        const commands = sessionCommands(session, at);
        return ok(await money.followUp(session, commands, at));
      }),
    close: (payment) =>
      ask(async () => {
        if (payment.checkoutId === undefined) return unknown('no_checkout');
        try {
          const { status } = Session.parse(await stripe.checkout.sessions.expire(payment.checkoutId));
          return status === 'expired' ? ok('closed') : unknown(`status ${status}`);
        } catch (error) {
          if (refusalCode(error) === undefined) throw error;
        }
        // It was no longer open: done by the buyer, or ended.
        const { status } = Session.parse(await stripe.checkout.sessions.retrieve(payment.checkoutId));
        if (status === 'complete') return ok('paid');
        return status === 'expired' ? ok('closed') : unknown(`status ${status}`);
      }),
    refund: (refund) => ask(() => refundPayment(stripe, money, refund)),
    verify: (raw, headers, at) => verifyWebhook(settings.webhookSecrets, raw, headers, at),
    complete: async (stored) => {
      const event = Event.parse(JSON.parse(stored.raw.toString('utf8')));
      const commands = translateEvent(event);
      return commands === undefined
        ? ask(() => completeEvent({ stripe, money, event, at: now() }))
        : ok(commands);
    },
    reply: { accepted: reply(200, '{"received":true}'), refused: reply(400, '{"error":"bad_signature"}') },
  };
}

/**
 * Stripe's code where it surely did nothing. A key that was used with other words (`idempotency_error`) is none of
 * them: something came of its first use.
 */
function refusalCode(error: unknown): string | undefined {
  const { errors } = Stripe;
  const isRefusal =
    error instanceof errors.StripeInvalidRequestError ||
    error instanceof errors.StripeCardError ||
    error instanceof errors.StripeAuthenticationError ||
    error instanceof errors.StripePermissionError;
  if (!isRefusal || ![400, 401, 402, 403, 404].includes(error.statusCode ?? 0)) return undefined;
  return error.code ?? error.type;
}

function baseAddress(apiBase: string | undefined) {
  if (apiBase === undefined) return {};
  const { protocol, hostname, port } = new URL(apiBase);
  const isPlain = protocol === 'http:';
  return {
    host: hostname,
    port: port === '' ? (isPlain ? 80 : 443) : Number(port),
    protocol: isPlain ? ('http' as const) : ('https' as const),
  };
}
