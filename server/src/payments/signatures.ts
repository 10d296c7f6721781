import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** How far a signature's own time may lie from ours, both ways. */
const toleranceMs = 300_000;

/** A name for a secret in logs and tables, from which nobody finds the secret. */
export function fingerprint(secret: string): string {
  return createHash('sha256').update('meterstone key ').update(secret).digest('hex').slice(0, 12);
}

/** HMAC-SHA256 of the parts, one after the other. */
export function hmac(secret: string | Buffer, parts: readonly (string | Buffer)[]): Buffer {
  const digest = createHmac('sha256', secret);
  for (const part of parts) digest.update(part);
  return digest.digest();
}

/** Compares in a time that tells nothing of where they differ. */
export function isSame(expected: Buffer, given: Buffer): boolean {
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/** Whether a signature's Unix time is within five minutes of now, in the past or in the future. */
export function isTimely(unixSeconds: number, now: Date): boolean {
  return Number.isFinite(unixSeconds) && Math.abs(now.getTime() - unixSeconds * 1_000) <= toleranceMs;
}

/** The header's only value; undefined when it is missing or repeated. */
export function singleHeader(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
