import { pino, type Logger } from 'pino';

export type { Logger };

/** Fields that may hold a secret; whatever nests them is logged as `[redacted]`. */
const secretFields = ['password', 'token', 'accessToken', 'refreshToken', 'key', 'authorization', 'cookie'];

/** JSON lines on standard output, secrets redacted (`test/api/log-redaction.test.ts` is the canary). */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
      censor: '[redacted]',
    },
  });
}
