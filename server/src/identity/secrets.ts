import { createHash, createHmac, randomBytes } from 'node:crypto';

/** 256 random bits as text: past guessing, so a fast hash keeps it well. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored in place of a secret. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** What makes a successor: with another salt comes another one. */
export function newSalt(): Buffer {
  return randomBytes(32);
}

/**
 * The secret that follows this one: the same for the same salt, and as far past guessing as either of them is unknown.
 * Neither a spent secret nor the database, which has the salt, tells it alone.
 */
export function successorOf(secret: string, salt: Buffer): string {
  return createHmac('sha256', secret).update(salt).digest('base64url');
}
