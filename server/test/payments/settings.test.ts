import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../../src/config.ts';
import { ConfigError } from '../../src/lib/boot-error.ts';
import { offeredProviders } from '../../src/payments/providers/offered.ts';
import { clock } from '../stand-ins/checkout.ts';
import { newKeys } from '../stand-ins/keys.ts';

const [own, theirs, next] = [newKeys(), newKeys(), newKeys()];
const oneLine = (pem: string) => pem.replaceAll('\n', '\\n');

const stripe = { STRIPE_SECRET_KEY: 'sk_test_51Example', STRIPE_WEBHOOK_SECRET: 'whsec_new, whsec_old' };
const creem = {
  CREEM_API_KEY: 'creem_test_1',
  CREEM_WEBHOOK_SECRET: 'whsec_1',
  CREEM_PRODUCTS: '{"pro":"prod_1"}',
};
const alipay = {
  ALIPAY_APP_ID: '2021',
  ALIPAY_SELLER_ID: '2088',
  ALIPAY_PRIVATE_KEY: oneLine(own.privateKey),
  ALIPAY_PUBLIC_KEY: next.publicKey + theirs.publicKey,
};
const wechat = {
  WECHAT_APP_ID: 'wx1',
  WECHAT_MCH_ID: '1230000109',
  WECHAT_SERIAL_NO: '1DDE55AD',
  WECHAT_PRIVATE_KEY: own.privateKey,
  WECHAT_API_V3_KEY: 'the-newest-key-that-has-32-bytes,the-key-before-that-has-32-bytes',
  WECHAT_PLATFORM_KEYS: JSON.stringify({ '5157': theirs.publicKey, PUB_KEY_ID_01: oneLine(next.publicKey) }),
};

const read = (env: Record<string, string>) => readConfig({ PUBLIC_URL: 'https://shop.example', ...env });

/** What the boot says where it stops. */
function refusal(env: Record<string, string>): string {
  try {
    read(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('the settings were taken');
}

const offered = async (env: Record<string, string>) => {
  const { payments } = read(env);
  return [...(await offeredProviders(payments, 'a secret of 32 bytes for all nodes', { clock })).keys()];
};

describe('providers', () => {
  it('are offered when they are wholly set up', async () => {
    expect(await offered({ ...stripe, ...creem, ...alipay, ...wechat })).toEqual([
      'stripe',
      'creem',
      'alipay',
      'wechat',
      'sandbox',
    ]);
    expect(await offered({ DATABASE_URL: 'postgres://db/x' })).toEqual([]);
  });

  const all = Object.entries({ stripe, creem, alipay, wechat }).flatMap(([, settings]) =>
    Object.keys(settings).map((name) => ({ name, settings })),
  );
  it.each(all)('stop the boot by the name of $name when only that is missing', ({ name, settings }) => {
    expect(refusal({ ...settings, [name]: '' })).toMatch(new RegExp(`^${name}: must be set where `));
  });

  it.each(Object.entries({ stripe, creem, alipay, wechat }))(
    'stop the boot where nobody could come back from %s, or call back',
    (name, settings) => {
      expect(refusal({ ...settings, PUBLIC_URL: '' })).toBe(
        `PUBLIC_URL: must be set where ${name} is: buyers are led back to it, and providers call back there`,
      );
      expect(read({ PUBLIC_URL: '', SANDBOX_PAYMENTS: 'true' }).payments.sandbox).toBe(true);
    },
  );

  it('stop the boot by all names that are missing', () => {
    expect(refusal({ CREEM_API_BASE: 'http://127.0.0.1:1' })).toBe(
      'CREEM_API_KEY, CREEM_WEBHOOK_SECRET, CREEM_PRODUCTS: must be set where CREEM_API_BASE is',
    );
    expect(refusal({ WECHAT_APP_ID: 'wx1', WECHAT_MCH_ID: '1' })).toMatch(
      /^WECHAT_SERIAL_NO, WECHAT_PRIVATE_KEY, WECHAT_API_V3_KEY, WECHAT_PLATFORM_KEYS: /,
    );
  });
});

it('what providers sent is kept for 400 days, or for as many as are given, 30 at least', () => {
  expect(read({}).payments.bodiesKeptDays).toBe(400);
  expect(read({ PAYMENT_BODIES_KEPT_DAYS: '30' }).payments.bodiesKeptDays).toBe(30);
  for (const days of ['29', '36501', '1.5', 'long']) {
    expect(refusal({ PAYMENT_BODIES_KEPT_DAYS: days })).toMatch(/^PAYMENT_BODIES_KEPT_DAYS: /);
  }
});

describe('secrets', () => {
  it('may be two, the newest first', () => {
    const { payments } = read({ ...stripe, ...alipay, ...wechat });
    expect(payments.stripe?.webhookSecrets).toEqual(['whsec_new', 'whsec_old']);
    expect(payments.alipay?.publicKeys).toEqual([next.publicKey.trim(), theirs.publicKey.trim()]);
    expect(payments.wechat?.apiKeys).toHaveLength(2);
    expect(payments.wechat?.platformKeys).toEqual({
      '5157': theirs.publicKey.trim(),
      PUB_KEY_ID_01: next.publicKey.trim(),
    });
    expect(payments.alipay?.privateKey).toBe(own.privateKey.trim());
  });

  it.each([
    [{ ...stripe, STRIPE_WEBHOOK_SECRET: 'SECRET1,SECRET2,SECRET3' }, 'STRIPE_WEBHOOK_SECRET'],
    [{ ...stripe, STRIPE_WEBHOOK_SECRET: 'SECRET1,' }, 'STRIPE_WEBHOOK_SECRET'],
    [{ ...stripe, STRIPE_SECRET_KEY: 'SECRET' }, 'STRIPE_SECRET_KEY'],
    [{ ...creem, CREEM_PRODUCTS: '{SECRET' }, 'CREEM_PRODUCTS'],
    [{ ...creem, CREEM_PRODUCTS: '{"SECRET":1}' }, 'CREEM_PRODUCTS'],
    [{ ...creem, CREEM_PRODUCTS: '{}' }, 'CREEM_PRODUCTS'],
    [{ ...alipay, ALIPAY_PRIVATE_KEY: 'SECRET' }, 'ALIPAY_PRIVATE_KEY'],
    [{ ...alipay, ALIPAY_PUBLIC_KEY: 'SECRET' }, 'ALIPAY_PUBLIC_KEY'],
    [{ ...wechat, WECHAT_API_V3_KEY: 'SECRET' }, 'WECHAT_API_V3_KEY'],
    [{ ...wechat, WECHAT_PLATFORM_KEYS: '{"1":"SECRET"}' }, 'WECHAT_PLATFORM_KEYS'],
    [
      { ...wechat, WECHAT_PLATFORM_KEYS: JSON.stringify({ '1DDE55AD': theirs.publicKey }) },
      'WECHAT_PLATFORM_KEYS',
    ],
    [{ ...stripe, STRIPE_API_BASE: 'ftp://SECRET' }, 'STRIPE_API_BASE'],
  ])(
    'that are wrong stop the boot by their name, and are not told: %#',
    (env: Record<string, string>, name) => {
      expect(refusal(env)).toMatch(new RegExp(`^${name}: (?!.*SECRET[^_])`));
    },
  );
});

describe('the mode', () => {
  const production = {
    NODE_ENV: 'production',
    JWT_SECRET: 'x'.repeat(32),
    DATABASE_URL: 'postgres://db/x',
  };
  const live = { ...stripe, STRIPE_SECRET_KEY: 'sk_live_51Example' };

  it('is live in production, and test elsewhere', () => {
    expect(read({ ...production, ...live }).payments).toMatchObject({
      mode: 'live',
      stripe: { isTest: false },
    });
    expect(read(stripe).payments).toMatchObject({ mode: 'test', stripe: { isTest: true } });
    expect(read({ ...production, ...stripe, PAYMENTS_MODE: 'test' }).payments.mode).toBe('test');
  });

  it.each([
    [{ ...production, ...stripe }, 'STRIPE_SECRET_KEY: is of test mode, but PAYMENTS_MODE is live'],
    [live, 'STRIPE_SECRET_KEY: is of live mode, but PAYMENTS_MODE is test'],
    [
      { ...stripe, STRIPE_SECRET_KEY: 'rk_live_1' },
      'STRIPE_SECRET_KEY: is of live mode, but PAYMENTS_MODE is test',
    ],
    [{ ...creem, CREEM_ENV: 'production' }, 'CREEM_ENV: is of live mode, but PAYMENTS_MODE is test'],
    [{ ...production, ...creem, CREEM_ENV: 'test' }, 'CREEM_ENV: is of test mode, but PAYMENTS_MODE is live'],
    [{ ...production, ...creem }, 'CREEM_API_KEY: is of test mode, but PAYMENTS_MODE is live'],
    [
      { PAYMENTS_MODE: 'live', SANDBOX_PAYMENTS: 'true' },
      'SANDBOX_PAYMENTS: is of test mode, but PAYMENTS_MODE is live',
    ],
  ])('stops the boot for keys that are of the other: %#', (env: Record<string, string>, message) => {
    expect(refusal(env)).toBe(message);
  });

  it('has the sandbox in it only outside production, by default with the embedded database', () => {
    const sandbox = (env: Record<string, string>) => read(env).payments.sandbox;
    const url = { DATABASE_URL: 'postgres://db/x' };
    expect([sandbox({}), sandbox(url), sandbox({ ...url, SANDBOX_PAYMENTS: 'true' })]).toEqual([
      true,
      false,
      true,
    ]);
    expect([sandbox({ SANDBOX_PAYMENTS: 'false' }), sandbox({ PAYMENTS_MODE: 'live' })]).toEqual([
      false,
      false,
    ]);
    expect(sandbox({ ...production, PAYMENTS_MODE: 'test' })).toBe(false);
    expect(refusal({ ...production, PAYMENTS_MODE: 'test', SANDBOX_PAYMENTS: 'true' })).toMatch(
      /^SANDBOX_PAYMENTS: /,
    );
  });
});
