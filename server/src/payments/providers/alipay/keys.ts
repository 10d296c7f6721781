import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { AlipaySdk } from 'alipay-sdk';
import type { AlipaySettings } from '../../../payment-settings.ts';

/** One of Alipay's public keys, and the client that believes what is signed with it. */
export interface AlipayKey {
  publicKey: string;
  client: AlipaySdk;
}

export type AlipayKeys = readonly [AlipayKey, ...AlipayKey[]];

const addresses = {
  live: 'https://openapi.alipay.com',
  test: 'https://openapi-sandbox.dl.alipaydev.com',
};

/** A client for each public key, newest first: two are valid while they rotate. */
export function createKeys(settings: AlipaySettings, timeoutMs: number): AlipayKeys {
  const endpoint = settings.apiBase?.replace(/\/$/, '') ?? addresses[settings.isTest ? 'test' : 'live'];
  const privateKey = privateKeyOf(settings.privateKey).export({ type: 'pkcs1', format: 'pem' }).toString();
  const keyOf = (publicKey: string) => ({
    publicKey,
    client: new AlipaySdk({
      appId: settings.appId,
      privateKey: privateKey.trim(),
      alipayPublicKey: publicKeyOf(publicKey).export({ type: 'spki', format: 'pem' }).toString().trim(),
      endpoint,
      gateway: `${endpoint}/gateway.do`,
      timeout: timeoutMs,
      camelcase: false,
    }),
  });
  const [newest, ...older] = settings.publicKeys;
  return [keyOf(newest), ...older.map(keyOf)];
}

/** Alipay's tool writes keys as bare base64, of PKCS#8 or of PKCS#1; others come as PEM. Throws for what is no key. */
function privateKeyOf(text: string): KeyObject {
  if (text.includes('-----')) return createPrivateKey(text);
  const key = Buffer.from(text, 'base64');
  try {
    return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  } catch {
    return createPrivateKey({ key, format: 'der', type: 'pkcs1' });
  }
}

function publicKeyOf(text: string): KeyObject {
  if (text.includes('-----')) return createPublicKey(text);
  return createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
}
