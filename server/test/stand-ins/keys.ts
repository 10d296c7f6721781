import { createSign, createVerify, generateKeyPairSync } from 'node:crypto';

export interface KeyPair {
  publicKey: string;
  privateKey: string;
}

/** Keys are PEM texts, as settings take them. */
export function newKeys(): KeyPair {
  return generateKeyPairSync('rsa', {
    modulusLength: 2_048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

export function sign({ privateKey }: KeyPair, text: string): string {
  return createSign('RSA-SHA256').update(text).sign(privateKey, 'base64');
}

export function isSigned({ publicKey }: KeyPair, text: string, signature: string): boolean {
  return createVerify('RSA-SHA256').update(text).verify(publicKey, signature, 'base64');
}
