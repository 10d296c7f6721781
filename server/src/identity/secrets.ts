import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits as text: past guessing, so a fast hash keeps it well. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored in place of a secret. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
