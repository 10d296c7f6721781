import { afterEach, describe, expect, it } from '@jest/globals';
import { askProvider, type Answer } from '../../src/payments/answers.ts';
import type { Provider, ProviderName } from '../../src/payments/provider.ts';
import { createAlipay } from '../../src/payments/providers/alipay/alipay.ts';
import { createCreem } from '../../src/payments/providers/creem/creem.ts';
import { createStripe } from '../../src/payments/providers/stripe/stripe.ts';
import { createWechat } from '../../src/payments/providers/wechat/wechat.ts';
import { alipayKeys, alipaySettings, signedBy, startAlipay } from '../stand-ins/alipay.ts';
import { checkoutOf, clock, paymentOf, refundOf } from '../stand-ins/checkout.ts';
import { creemSettings, startCreem } from '../stand-ins/creem.ts';
import { json, type ProviderServer, type Reply } from '../stand-ins/http.ts';
import { startStripe, stripeSettings } from '../stand-ins/stripe.ts';
import { platformKeys, serial, signatureOf, startWechat, wechatSettings } from '../stand-ins/wechat.ts';

/** Each provider before a server that answers anything but what was asked for. */
interface Played {
  provider: Provider;
  server: ProviderServer;
  /** An answer that is the provider's by its signature, where answers have one. */
  signed: (body: string) => Reply;
}

const impatient = { clock, patienceMs: 400 };
const plain = (body: string): Reply => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body,
});

const players: Partial<Record<ProviderName, () => Promise<Played>>> = {
  stripe: async () => {
    const server = await startStripe();
    const provider = createStripe({ ...stripeSettings, apiBase: server.url }, impatient);
    return { server, provider, signed: plain };
  },
  creem: async () => {
    const server = await startCreem();
    const provider = createCreem({ ...creemSettings, apiBase: server.url }, impatient);
    return { server, provider, signed: plain };
  },
  alipay: async () => {
    const server = await startAlipay();
    const provider = createAlipay({ ...alipaySettings, apiBase: server.url }, impatient);
    return { server, provider, signed: (body) => signedBy(alipayKeys, body) };
  },
  wechat: async () => {
    const server = await startWechat();
    const provider = createWechat({ ...wechatSettings, apiBase: server.url }, impatient);
    const signed = (body: string) => ({
      status: 200,
      headers: { 'content-type': 'application/json', ...signatureOf(platformKeys, serial, body, new Date()) },
      body,
    });
    return { server, provider, signed };
  },
};

let played: Played | undefined;
afterEach(async () => {
  await played?.server.stop();
  played = undefined;
});

type Operation = (provider: Provider) => Promise<Answer<unknown>>;
const cny = { currency: 'CNY', amountMinor: 13_900 };
const operations: Record<string, Operation> = {
  create: ({ name, create }) => create(checkoutOf(name === 'alipay' || name === 'wechat' ? cny : {})),
  query: ({ query }) => query(paymentOf({ checkoutId: 'id_1' })),
  close: ({ close }) => close(paymentOf({ checkoutId: 'id_1' })),
  refund: ({ name, refund }) =>
    refund(
      refundOf({
        providerPaymentId: 'pi_1',
        currency: name === 'alipay' || name === 'wechat' ? 'CNY' : 'USD',
      }),
    ),
};

const spoilers: Record<string, (played: Played) => ProviderServer['spoil']> = {
  'nothing until our patience ends': () => () => 'silence',
  'a connection that is cut': () => () => 'reset',
  'a 500': () => () => json({ code: 'SYSTEM_ERROR', error: { type: 'api_error' } }, 500),
  'a 503 of a proxy': () => () => ({ status: 503, body: '<html>Service Unavailable</html>' }),
  'a 404 of a proxy': () => () => ({ status: 404, body: '<html>Not Found</html>' }),
  'a 429': () => () => json({ code: 'FREQUENCY_LIMITED', error: { type: 'rate_limit' } }, 429),
  'a redirect': () => () => ({ status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: '' }),
  'what is no JSON':
    ({ signed }) =>
    () =>
      signed('<html>OK</html>'),
  'an empty object':
    ({ signed }) =>
    () =>
      signed('{}'),
  'a list':
    ({ signed }) =>
    () =>
      signed('[]'),
  nothing:
    ({ signed }) =>
    () =>
      signed(''),
};

it('an answer is there when our patience ends, whatever a library goes on waiting for', async () => {
  const never = () => new Promise<never>(() => undefined);
  expect(await askProvider({ patienceMs: 20, ask: never, refusalOf: () => undefined })).toEqual({
    kind: 'unknown',
    reason: 'timeout',
  });
});

describe.each(Object.keys(players))('%s', (name) => {
  describe.each(Object.keys(operations))('%s', (operation) => {
    it.each(Object.keys(spoilers))('is unknown, not refused, by %s', async (answer) => {
      const player = Object.entries(players).find(([key]) => key === name)![1];
      played = await player();
      played.server.spoil = spoilers[answer]!(played);
      const { provider } = played;
      const found = await operations[operation]!(provider);
      // WeChat answers a close by nothing at all, signed.
      const isSigned = ['what is no JSON', 'an empty object', 'a list', 'nothing'].includes(answer);
      const isClosed = name === 'wechat' && operation === 'close' && isSigned;
      expect(found).toMatchObject(isClosed ? { kind: 'ok', value: 'closed' } : { kind: 'unknown' });
    });
  });

  it('says why by kinds of errors only, never by what was sent', async () => {
    const player = Object.entries(players).find(([key]) => key === name)![1];
    played = await player();
    for (const spoil of ['reset', 'silence'] as const) {
      played.server.spoil = () => spoil;
      const text = JSON.stringify(await operations['create']!(played.provider));
      expect(text).toMatch(/^\{"kind":"unknown","reason":"[\w ]{3,60}"\}$/);
      expect(text).not.toMatch(/sk_test|creem_test|127\.0\.0\.1|PRIVATE/);
    }
  });
});
