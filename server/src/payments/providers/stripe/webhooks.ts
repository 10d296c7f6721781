import type { IncomingHttpHeaders } from 'node:http';
import { orUndefined, readJson } from '../../callback-bodies.ts';
import type { Refused, Verified } from '../../provider.ts';
import { fingerprint, hmac, isSame, isTimely, singleHeader } from '../../signatures.ts';
import { Event } from './shapes.ts';
import { translateEvent } from './translate.ts';

/**
 * Checks the `Stripe-Signature` of a callback over its raw bytes, with each of our secrets. The library's own check
 * takes times of the future and decodes the body before it verifies it, so it isn't used here; tests sign with the
 * library. Source: https://docs.stripe.com/webhooks#verify-manually.
 */
export function verifyWebhook(
  secrets: readonly string[],
  raw: Buffer,
  headers: IncomingHttpHeaders,
  now: Date,
): Verified | Refused {
  const header = singleHeader(headers['stripe-signature']);
  if (header === undefined) return { refused: 'missing_signature' };
  const parts = header.split(',').map((part) => part.trim().split('='));
  const [time = ''] = parts.filter(([name]) => name === 't').map(([, value]) => value);
  const signatures = parts
    .filter(([name]) => name === 'v1')
    .map(([, value]) => Buffer.from(value ?? '', 'hex'));

  const secret = secrets.find((candidate) => {
    const expected = hmac(candidate, [`${time}.`, raw]);
    return signatures.some((signature) => isSame(expected, signature));
  });
  if (secret === undefined) return { refused: 'bad_signature' };
  if (!isTimely(Number(time), now)) return { refused: 'out_of_time' };

  const event = readJson(Event, raw.toString('utf8'));
  if (event === undefined) return { refused: 'unreadable' };
  return {
    eventId: event.id,
    signedBy: fingerprint(secret),
    isTest: !event.livemode,
    occurredAt: event.created,
    commands: orUndefined(() => translateEvent(event)),
  };
}
