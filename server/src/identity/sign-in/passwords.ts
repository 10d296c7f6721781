import { randomBytes } from 'node:crypto';
import { hash, verify, type Options } from '@node-rs/argon2';

/** OWASP Password Storage Cheat Sheet: argon2id (the package's default), 19 MiB, two passes, one lane. */
const options: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Stands in where nobody has the address, so that an answer takes as long as for somebody. */
const nobodysHash = hash(randomBytes(16), options);

export function hashPassword(password: string): Promise<string> {
  return hash(password, options);
}

/**
 * Whether the password belongs to the hash; takes as long without a hash, and is then false. Of whoever has closed
 * their account the hash is empty: none.
 */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  const isKnown = passwordHash !== undefined && passwordHash !== '';
  const matches = await verify(isKnown ? passwordHash : await nobodysHash, password);
  return matches && isKnown;
}
