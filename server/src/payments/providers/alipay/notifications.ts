import { orUndefined } from '../../callback-bodies.ts';
import type { Refused, Verified } from '../../provider.ts';
import { fingerprint } from '../../signatures.ts';
import type { AlipayKey } from './keys.ts';
import { Notification } from './shapes.ts';
import { notificationCommands, timeOf } from './translate.ts';

interface Recipient {
  appId: string;
  sellerId: string;
  keys: readonly AlipayKey[];
  isTest: boolean;
}

/**
 * Checks a notification: a form whose fields are decoded once and signed in their order. Its signature never ages, so
 * what is old is told by what we know already. Source: https://opendocs.alipay.com/common/02mse7.
 */
export function verifyNotification(recipient: Recipient, raw: Buffer): Verified | Refused {
  const fields = readForm(raw);
  if (fields === undefined) return { refused: 'unreadable' };
  if (fields['sign'] === undefined) return { refused: 'missing_signature' };
  // Another kind would be checked by SHA-1, or by none.
  if (fields['sign_type'] !== 'RSA2') return { refused: 'bad_signature' };
  const key = recipient.keys.find(({ client }) => client.checkNotifySignV2(fields));
  if (key === undefined) return { refused: 'bad_signature' };

  const parsed = Notification.safeParse(fields);
  if (!parsed.success) return { refused: 'unreadable' };
  const told = parsed.data;
  const mismatch = mismatchOf(recipient, told);
  return {
    eventId: told.notify_id,
    signedBy: fingerprint(key.publicKey),
    isTest: undefined,
    occurredAt: orUndefined(() => timeOf(told)),
    ...(mismatch && { mismatch }),
    commands: orUndefined(() => notificationCommands(told)),
  };
}

function mismatchOf({ appId, sellerId }: Recipient, told: Notification) {
  if (told.app_id !== appId) return 'wrong_app';
  return told.seller_id === sellerId ? undefined : 'wrong_seller';
}

/** Undefined where a field comes twice: which of them was signed, nobody knows. */
export function readForm(raw: Buffer): Record<string, string> | undefined {
  const pairs = [...new URLSearchParams(raw.toString('utf8'))];
  const fields = Object.fromEntries(pairs);
  return Object.keys(fields).length === pairs.length ? fields : undefined;
}
