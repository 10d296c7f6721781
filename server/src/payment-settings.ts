import { createPrivateKey, createPublicKey } from 'node:crypto';
import { z } from 'zod';
import { ConfigError } from './lib/boot-error.ts';

/** At least one, newest first. */
type Newest<T> = readonly [T, ...T[]];

interface ProviderSettings {
  isTest: boolean;
  /** Absent: the provider's own address. */
  apiBase: string | undefined;
}

export interface StripeSettings extends ProviderSettings {
  secretKey: string;
  webhookSecrets: Newest<string>;
}

export interface CreemSettings extends ProviderSettings {
  apiKey: string;
  webhookSecrets: Newest<string>;
  /** Creem's product for a price's id, or for the code of a plan or package. */
  products: Readonly<Record<string, string>>;
}

export interface AlipaySettings extends ProviderSettings {
  appId: string;
  sellerId: string;
  /** PEM, or the bare base64 that Alipay's tool writes. */
  privateKey: string;
  publicKeys: Newest<string>;
}

export interface WechatSettings extends ProviderSettings {
  appId: string;
  merchantId: string;
  /** Of the merchant's certificate. */
  serial: string;
  privateKey: string;
  /** They open what notifications seal; 32 bytes each. */
  apiKeys: Newest<string>;
  /** PEM of a certificate or a public key by its serial or `PUB_KEY_ID_…`. */
  platformKeys: Readonly<Record<string, string>>;
}

/** Providers that are wholly set up; none of them is offered else. */
export interface PaymentSettings {
  mode: 'live' | 'test';
  stripe: StripeSettings | undefined;
  creem: CreemSettings | undefined;
  alipay: AlipaySettings | undefined;
  wechat: WechatSettings | undefined;
  /** The built-in provider, whose money is none. */
  sandbox: boolean;
  /** For how long what providers sent is kept, once it was handled. */
  bodiesKeptDays: number;
}

const text = z.string().trim().min(1);
/** One line: newlines may be written `\n`. */
const pemText = text.transform((value) => value.replaceAll('\\n', '\n').trim());
const pemBlock = /-----BEGIN ([A-Z ]+)-----[^-]+-----END \1-----/g;

const newestFirst = <T>(values: readonly T[], context: z.RefinementCtx): Newest<T> => {
  const [newest, ...older] = values;
  if (newest !== undefined && older.length < 2) return [newest, ...older];
  context.addIssue({ code: 'custom', message: 'give one, or two while they rotate, the newest first' });
  return z.NEVER;
};
const commaList = text
  .transform((value) => value.split(',').map((entry) => entry.trim()))
  .refine((entries) => entries.every(Boolean), 'has an empty entry');
const secrets = commaList.transform(newestFirst);

/** PEM texts one after the other, or bare base64 with commas between them. */
const publicKeys = pemText
  .transform((value) => value.match(pemBlock) ?? value.split(',').map((entry) => entry.trim()))
  .refine((keys) => keys.every(isPublicKey), 'is not a public key')
  .transform(newestFirst);
const privateKey = pemText.refine(isPrivateKey, 'is not a private key');

/** A JSON object of texts. What it holds is not told to anybody. */
const jsonTexts = text.transform((value, context): Record<string, string> => {
  const texts = z.record(z.string().min(1), z.string().min(1)).safeParse(parseJson(value));
  if (texts.success && Object.keys(texts.data).length > 0) return texts.data;
  context.addIssue({ code: 'custom', message: 'must be a JSON object of texts' });
  return z.NEVER;
});
const platformKeys = jsonTexts
  .transform((keys) =>
    Object.fromEntries(Object.entries(keys).map(([id, pem]) => [id, pem.replaceAll('\\n', '\n').trim()])),
  )
  .refine(
    (keys) => Object.values(keys).every(isPublicKey),
    'holds what is neither certificate nor public key',
  );

const apiBase = z.url({ protocol: /^https?$/ });

/** The settings of providers, as config.ts reads them; docs/operations.md tells what they are. */
export const paymentSettings = {
  PAYMENTS_MODE: z.enum(['live', 'test']).optional(),
  SANDBOX_PAYMENTS: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional(),
  // Providers send again for a month, and so long an order may be looked for.
  PAYMENT_BODIES_KEPT_DAYS: z.coerce.number().int().min(30).max(36_500).default(400),
  STRIPE_SECRET_KEY: text.regex(/^[sr]k_(test|live)_\w+$/, 'begins with sk_test_ or sk_live_').optional(),
  STRIPE_WEBHOOK_SECRET: secrets.optional(),
  STRIPE_API_BASE: apiBase.optional(),
  CREEM_API_KEY: text.optional(),
  CREEM_WEBHOOK_SECRET: secrets.optional(),
  CREEM_PRODUCTS: jsonTexts.optional(),
  CREEM_ENV: z.enum(['test', 'production']).optional(),
  CREEM_API_BASE: apiBase.optional(),
  ALIPAY_APP_ID: text.optional(),
  ALIPAY_SELLER_ID: text.optional(),
  ALIPAY_PRIVATE_KEY: privateKey.optional(),
  ALIPAY_PUBLIC_KEY: publicKeys.optional(),
  ALIPAY_API_BASE: apiBase.optional(),
  WECHAT_APP_ID: text.optional(),
  WECHAT_MCH_ID: text.optional(),
  WECHAT_SERIAL_NO: text.optional(),
  WECHAT_PRIVATE_KEY: privateKey.optional(),
  WECHAT_API_V3_KEY: commaList
    .refine((keys) => keys.every((key) => Buffer.byteLength(key) === 32), 'has 32 bytes')
    .transform(newestFirst)
    .optional(),
  WECHAT_PLATFORM_KEYS: platformKeys.optional(),
  WECHAT_API_BASE: apiBase.optional(),
};

type Values = z.output<z.ZodObject<typeof paymentSettings>>;

/**
 * The providers that are wholly set up. Throws ConfigError, naming what is missing, for one that is half set up or that
 * nobody could come back from, and for keys that are of the other mode: no test money buys real goods.
 */
export function readPaymentSettings(
  values: Values,
  {
    production,
    embedded,
    publicUrl,
  }: { production: boolean; embedded: boolean; publicUrl: string | undefined },
): PaymentSettings {
  const mode = values.PAYMENTS_MODE ?? (production ? 'live' : 'test');
  const isTest = mode === 'test';
  checkMode(values, { mode, production });
  const providers = {
    stripe: readStripe(values, isTest),
    creem: readCreem(values, isTest),
    alipay: readAlipay(values, isTest),
    wechat: readWechat(values, isTest),
  };
  const [provider] = Object.entries(providers).flatMap(([name, settings]) => (settings ? [name] : []));
  if (provider !== undefined && publicUrl === undefined) {
    throw new ConfigError(
      `PUBLIC_URL: must be set where ${provider} is: buyers are led back to it, and providers call back there`,
    );
  }
  return {
    mode,
    ...providers,
    sandbox: values.SANDBOX_PAYMENTS ?? (isTest && embedded && !production),
    bodiesKeptDays: values.PAYMENT_BODIES_KEPT_DAYS,
  };
}

function checkMode(values: Values, { mode, production }: { mode: string; production: boolean }): void {
  if (values.SANDBOX_PAYMENTS && production) {
    throw new ConfigError(
      'SANDBOX_PAYMENTS: must not be true in production, where its money would buy goods',
    );
  }
  const modes = {
    SANDBOX_PAYMENTS: values.SANDBOX_PAYMENTS ? 'test' : undefined,
    STRIPE_SECRET_KEY: values.STRIPE_SECRET_KEY?.split('_')[1],
    CREEM_ENV: values.CREEM_ENV && (values.CREEM_ENV === 'test' ? 'test' : 'live'),
    // Creem marks its test keys only.
    CREEM_API_KEY: values.CREEM_API_KEY?.startsWith('creem_test_') ? 'test' : undefined,
  };
  for (const [name, told] of Object.entries(modes)) {
    if (told !== undefined && told !== mode) {
      throw new ConfigError(`${name}: is of ${told} mode, but PAYMENTS_MODE is ${mode}`);
    }
  }
}

function readStripe(values: Values, isTest: boolean): StripeSettings | undefined {
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecrets } = values;
  if (isAbsent(values, 'STRIPE_')) return undefined;
  if (secretKey && webhookSecrets) {
    return { isTest, apiBase: values.STRIPE_API_BASE, secretKey, webhookSecrets };
  }
  throw halfSetUp(values, ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET']);
}

function readCreem(values: Values, isTest: boolean): CreemSettings | undefined {
  const { CREEM_API_KEY: apiKey, CREEM_WEBHOOK_SECRET: webhookSecrets, CREEM_PRODUCTS: products } = values;
  if (isAbsent(values, 'CREEM_')) return undefined;
  if (apiKey && webhookSecrets && products) {
    return { isTest, apiBase: values.CREEM_API_BASE, apiKey, webhookSecrets, products };
  }
  throw halfSetUp(values, ['CREEM_API_KEY', 'CREEM_WEBHOOK_SECRET', 'CREEM_PRODUCTS']);
}

function readAlipay(values: Values, isTest: boolean): AlipaySettings | undefined {
  const { ALIPAY_APP_ID: appId, ALIPAY_SELLER_ID: sellerId } = values;
  const { ALIPAY_PRIVATE_KEY: ownKey, ALIPAY_PUBLIC_KEY: keys } = values;
  if (isAbsent(values, 'ALIPAY_')) return undefined;
  if (appId && sellerId && ownKey && keys) {
    const { ALIPAY_API_BASE: base } = values;
    return { isTest, apiBase: base, appId, sellerId, privateKey: ownKey, publicKeys: keys };
  }
  throw halfSetUp(values, ['ALIPAY_APP_ID', 'ALIPAY_SELLER_ID', 'ALIPAY_PRIVATE_KEY', 'ALIPAY_PUBLIC_KEY']);
}

function readWechat(values: Values, isTest: boolean): WechatSettings | undefined {
  const { WECHAT_APP_ID: appId, WECHAT_MCH_ID: merchantId, WECHAT_SERIAL_NO: serial } = values;
  const { WECHAT_PRIVATE_KEY: ownKey, WECHAT_API_V3_KEY: apiKeys, WECHAT_PLATFORM_KEYS: keys } = values;
  if (isAbsent(values, 'WECHAT_')) return undefined;
  if (appId && merchantId && serial && ownKey && apiKeys && keys) {
    if (Object.hasOwn(keys, serial)) {
      throw new ConfigError(
        'WECHAT_PLATFORM_KEYS: holds the merchant’s own serial; give those of the platform',
      );
    }
    const { WECHAT_API_BASE: base } = values;
    return {
      isTest,
      apiBase: base,
      appId,
      merchantId,
      serial,
      privateKey: ownKey,
      apiKeys,
      platformKeys: keys,
    };
  }
  throw halfSetUp(values, [
    'WECHAT_APP_ID',
    'WECHAT_MCH_ID',
    'WECHAT_SERIAL_NO',
    'WECHAT_PRIVATE_KEY',
    'WECHAT_API_V3_KEY',
    'WECHAT_PLATFORM_KEYS',
  ]);
}

function givenNames(values: Values, prefix: string): string[] {
  return Object.entries(values)
    .filter(([name, value]) => name.startsWith(prefix) && value !== undefined)
    .map(([name]) => name);
}

function isAbsent(values: Values, prefix: string): boolean {
  return givenNames(values, prefix).length === 0;
}

function halfSetUp(values: Values, names: readonly (keyof Values & `${string}_${string}`)[]): ConfigError {
  const missing = names.filter((name) => values[name] === undefined);
  const prefix = `${names[0]?.split('_')[0] ?? ''}_`;
  return new ConfigError(
    `${missing.join(', ')}: must be set where ${givenNames(values, prefix).join(', ')} is`,
  );
}

function isPublicKey(key: string): boolean {
  return isKey(() => {
    if (key.includes('-----')) createPublicKey(key);
    else createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' });
  });
}

function isPrivateKey(key: string): boolean {
  const der = { key: Buffer.from(key, 'base64'), format: 'der' } as const;
  return key.includes('-----')
    ? isKey(() => createPrivateKey(key))
    : (['pkcs8', 'pkcs1'] as const).some((type) => isKey(() => createPrivateKey({ ...der, type })));
}

function isKey(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
