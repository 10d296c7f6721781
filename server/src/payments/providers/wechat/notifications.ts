import type { IncomingHttpHeaders } from 'node:http';
import { Aes, Formatter, Rsa } from 'wechatpay-axios-plugin';
import { z } from 'zod';
import type { WechatSettings } from '../../../payment-settings.ts';
import { orUndefined, readJson } from '../../callback-bodies.ts';
import type { Refused, Verified } from '../../provider.ts';
import { isTimely, singleHeader } from '../../signatures.ts';
import { Notification } from './shapes.ts';
import { resourceCommands } from './translate.ts';

/**
 * Checks a notification over its raw bytes with the key that it names, then opens its sealed resource, whose tag is
 * checked with it. Certificates and public keys of the platform stand side by side: WeChat picks either.
 */
export function verifyNotification(
  settings: WechatSettings,
  raw: Buffer,
  headers: IncomingHttpHeaders,
  now: Date,
): Verified | Refused {
  const serial = singleHeader(headers['wechatpay-serial']);
  const time = singleHeader(headers['wechatpay-timestamp']);
  const nonce = singleHeader(headers['wechatpay-nonce']);
  const signature = singleHeader(headers['wechatpay-signature']);
  if (serial === undefined || time === undefined || nonce === undefined || signature === undefined) {
    return { refused: 'missing_signature' };
  }
  const key = Object.hasOwn(settings.platformKeys, serial) ? settings.platformKeys[serial] : undefined;
  const body = raw.toString('utf8');
  // Bytes that are no UTF-8 would be signed as others than they are.
  if (!Buffer.from(body).equals(raw)) return { refused: 'unreadable' };
  if (key === undefined || !Rsa.verify(Formatter.response(time, nonce, body), signature, key)) {
    return { refused: 'bad_signature' };
  }
  if (!isTimely(Number(time), now)) return { refused: 'out_of_time' };

  const told = readJson(Notification, body);
  const resource = told && openResource(settings.apiKeys, told);
  if (told === undefined || resource === undefined) return { refused: 'unreadable' };
  const mismatch = mismatchOf(settings, resource);
  return {
    eventId: told.id,
    signedBy: serial,
    isTest: undefined,
    occurredAt: new Date(told.create_time).toISOString(),
    ...(mismatch && { mismatch }),
    commands: orUndefined(() => resourceCommands(told.event_type, resource, told.create_time)),
  };
}

/** What a stored notification says. Throws where it can't be opened or isn't what WeChat documents. */
export function readStored(settings: WechatSettings, raw: Buffer) {
  const told = Notification.parse(JSON.parse(raw.toString('utf8')));
  const resource = openResource(settings.apiKeys, told);
  if (resource === undefined) throw new TypeError('no APIv3 key opens this notification');
  return resourceCommands(told.event_type, resource, told.create_time);
}

/** With each APIv3 key: one that was changed still seals what is sent again. */
function openResource(apiKeys: readonly string[], { resource }: Notification): unknown {
  if (resource.algorithm !== 'AEAD_AES_256_GCM') return undefined;
  for (const apiKey of apiKeys) {
    try {
      const { ciphertext, nonce, associated_data: data } = resource;
      return JSON.parse(Aes.AesGcm.decrypt(ciphertext, apiKey, nonce, data));
    } catch {
      continue;
    }
  }
  return undefined;
}

const Addressed = z.object({ mchid: z.string().optional(), appid: z.string().optional() });

function mismatchOf(settings: WechatSettings, resource: unknown) {
  const { mchid, appid } = Addressed.parse(resource);
  if (mchid !== settings.merchantId) return 'wrong_merchant';
  // News of refunds names no app.
  return appid === undefined || appid === settings.appId ? undefined : 'wrong_app';
}
