import type { IncomingHttpHeaders } from 'node:http';
import { ok, unknown } from '../../answers.ts';
import type { PaymentRef, Provider, ProviderOptions, Refused, Verified } from '../../provider.ts';
import { fingerprint, isTimely, singleHeader } from '../../signatures.ts';
import { eventCommands, paymentIdOf, SandboxEvent } from './events.ts';
import { sealPage } from './page.ts';
import { signedAt } from './signature.ts';

const reply = (status: number, body: string) => ({ status, contentType: 'application/json', body }) as const;

/**
 * The built-in provider: a page of ours that calls back over HTTP with a signed body, as a real provider would. It
 * remembers nothing: a page is in its address, and who paid later paid by the time that we ask.
 */
export function createSandbox(secret: string, { clock }: ProviderOptions): Provider {
  return {
    name: 'sandbox',
    isTest: true,
    kind: 'redirect',
    can: {
      charge: (amountMinor) => amountMinor > 0,
      sell: () => true,
      repeatCreate: true,
      // A page that forgets can't be closed: what is paid there late goes back.
      close: false,
      refundParts: true,
      renew: false,
      remember: false,
    },
    create: (checkout) => {
      const url = new URL('../sandbox', checkout.callbackUrl);
      const { reference, amountMinor, currency, successUrl, cancelUrl, callbackUrl } = checkout;
      url.searchParams.set(
        'page',
        sealPage(secret, {
          reference,
          amountMinor,
          currency,
          items: checkout.items.map(({ name, quantity, interval }) => ({ name, quantity, interval })),
          language: checkout.locale === 'zh-CN' || checkout.locale === 'en' ? checkout.locale : undefined,
          payUntil: checkout.payUntil.toISOString(),
          successUrl,
          cancelUrl,
          callbackUrl,
        }),
      );
      return Promise.resolve(
        ok({ checkoutId: `sandbox_${reference}`, url: url.href, payUntil: checkout.payUntil }),
      );
    },
    query: (payment) => Promise.resolve(ok(laterPayment(payment))),
    close: () => Promise.resolve(unknown('no_close')),
    refund: ({ refundNumber }) =>
      Promise.resolve(ok({ state: 'succeeded', providerRefundId: `sandbox_${refundNumber}` })),
    verify: (raw, headers, now) => verifyCallback(secret, raw, headers, now),
    complete: ({ raw }) => Promise.resolve(ok(eventCommands(readEvent(raw)))),
    reply: { accepted: reply(200, '{"received":true}'), refused: reply(400, '{"error":"bad_signature"}') },
  };

  /** "Pay later" is paid when its time is over, also where the node that was to say so has gone. */
  function laterPayment({ state, reference, amountMinor, currency }: PaymentRef) {
    if (state !== 'processing') return [];
    return eventCommands({
      id: 'query',
      type: 'payment.succeeded',
      createdAt: clock().toISOString(),
      reference,
      paymentId: paymentIdOf(reference, 1),
      amountMinor,
      currency,
    });
  }
}

function verifyCallback(
  secret: string,
  raw: Buffer,
  headers: IncomingHttpHeaders,
  now: Date,
): Verified | Refused {
  const header = singleHeader(headers['sandbox-signature']);
  if (header === undefined) return { refused: 'missing_signature' };
  const time = signedAt(secret, raw, header);
  if (time === undefined) return { refused: 'bad_signature' };
  if (!isTimely(time, now)) return { refused: 'out_of_time' };
  const event = readEvent(raw);
  return {
    eventId: event.id,
    signedBy: fingerprint(secret),
    isTest: true,
    occurredAt: event.createdAt,
    commands: eventCommands(event),
  };
}

/** Throws for what the sandbox does not write: its own signature is on it, so that is a fault of ours. */
function readEvent(raw: Buffer): SandboxEvent {
  return SandboxEvent.parse(JSON.parse(raw.toString('utf8')));
}
