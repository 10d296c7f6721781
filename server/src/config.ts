import { isIP } from 'node:net';
import { z } from 'zod';
import { ConfigError } from './lib/boot-error.ts';
import { paymentSettings, readPaymentSettings, type PaymentSettings } from './payment-settings.ts';

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

/** How many proxies stand before us, or which; nothing that would let a client choose its own address. */
const trustProxy = z.union([
  z
    .string()
    .regex(/^[1-9]$/)
    .transform(Number),
  z
    .string()
    .transform((text) => text.split(',').map((entry) => entry.trim()))
    .refine(
      (entries) => entries.every(isProxy),
      'give a number of hops (1 to 9) or a comma list of addresses',
    ),
]);

function isProxy(entry: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(entry)) return true;
  const [address = '', prefix, ...rest] = entry.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  // A prefix of 0 is every address there is.
  return (
    prefix === undefined || (/^[1-9]\d{0,2}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128))
  );
}

/** Pages link to it as it stands: a page, or somebody to write to. */
const supportUrl = z
  .url({ protocol: /^(https?|mailto)$/, error: 'give a page (https://…) or a mail address (mailto:…)' })
  .refine((text) => !/^mailto:/i.test(text) || /^mailto:[^\s@/?]+@[^\s@/?]+\.[^\s@/?]+(\?|$)/i.test(text), {
    error: 'give whom to write to: mailto:help@example.com',
  });

export const settings = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  PUBLIC_URL: z.url().optional(),
  SUPPORT_URL: supportUrl.optional(),
  TRUST_PROXY: trustProxy.optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATABASE_MIGRATION_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  DATA_DIR: z.string().min(1).default('.data'),
  JWT_SECRET: z.string().min(32, 'must be at least 32 characters').optional(),
  ADMIN_EMAIL: z.email().optional(),
  ADMIN_PASSWORD: z.string().min(8, 'must be at least 8 characters').optional(),
  DEMO: flag.optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  ...paymentSettings,
});

export interface Config {
  production: boolean;
  port: number;
  host: string;
  /** Origin under which browsers reach this server; decides cookies and the socket's origin check. */
  publicUrl: string | undefined;
  /** Where people who are stuck find help: `https:`, `http:` or `mailto:`. Absent: pages name nowhere. */
  supportUrl: string | undefined;
  /** Proxies whose `X-Forwarded-For` is believed: how many hops, or which addresses; `false`: none. */
  trustProxy: number | string[] | false;
  /** Absent: the embedded Postgres serves. */
  databaseUrl: string | undefined;
  /** The same database by the role that owns the tables; absent: the role of `databaseUrl` does both. */
  databaseMigrationUrl: string | undefined;
  /** Absent: cache and sockets live in this process, right for one node. */
  redisUrl: string | undefined;
  dataDir: string;
  /** Exists after boot, whoever had the address before. */
  admin: { email: string; password: string } | undefined;
  /** First password of an admin that is made up where there is none. The boot provides it; no setting does. */
  generatedAdminPassword?: string;
  demo: boolean;
  logLevel: string;
  secrets: { jwt: string | undefined };
  payments: PaymentSettings;
}

/** Reads the settings of docs/operations.md; empty values count as unset. The only reader of the environment. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = settings.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ConfigError(`${issue?.path.join('.') ?? 'A setting'}: ${issue?.message ?? 'is not valid'}`);
  }
  const values = parsed.data;
  const production = values.NODE_ENV === 'production';
  if (production && !values.JWT_SECRET) throw new ConfigError('JWT_SECRET: must be set in production');
  if (production && values.DEMO) {
    throw new ConfigError(
      'DEMO: must not be true in production, where its people would be strangers with a key',
    );
  }
  if (Boolean(values.ADMIN_EMAIL) !== Boolean(values.ADMIN_PASSWORD)) {
    throw new ConfigError('ADMIN_EMAIL and ADMIN_PASSWORD: set both or neither');
  }
  if (values.DATABASE_MIGRATION_URL && !values.DATABASE_URL) {
    throw new ConfigError('DATABASE_MIGRATION_URL: is of use with DATABASE_URL only');
  }
  return {
    production,
    port: values.PORT,
    host: values.HOST,
    publicUrl: values.PUBLIC_URL,
    supportUrl: values.SUPPORT_URL,
    trustProxy: values.TRUST_PROXY ?? false,
    databaseUrl: values.DATABASE_URL,
    databaseMigrationUrl: values.DATABASE_MIGRATION_URL,
    redisUrl: values.REDIS_URL,
    dataDir: values.DATA_DIR,
    admin:
      values.ADMIN_EMAIL && values.ADMIN_PASSWORD
        ? { email: values.ADMIN_EMAIL, password: values.ADMIN_PASSWORD }
        : undefined,
    demo: values.DEMO ?? !(values.DATABASE_URL || production),
    logLevel: values.LOG_LEVEL,
    secrets: { jwt: values.JWT_SECRET },
    payments: readPaymentSettings(values, {
      production,
      embedded: values.DATABASE_URL === undefined,
      publicUrl: values.PUBLIC_URL,
    }),
  };
}
