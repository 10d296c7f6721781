import type { IncomingHttpHeaders } from 'node:http';
import { orUndefined, readJson } from '../../callback-bodies.ts';
import type { Refused, Verified } from '../../provider.ts';
import { fingerprint, hmac, isSame, isTimely, singleHeader } from '../../signatures.ts';
import { Event } from './shapes.ts';
import { timeOf, translateEvent } from './translate.ts';

/**
 * Checks a callback over its raw bytes, with each of our secrets, in either of Creem's forms: Standard Webhooks
 * (https://www.standardwebhooks.com, bound in time) or `creem-signature`, which carries no time. The library's check
 * knows no clock but the machine's and can't be asked without waiting; tests hold ours against it.
 */
export function verifyWebhook(
  secrets: readonly string[],
  raw: Buffer,
  headers: IncomingHttpHeaders,
  now: Date,
): Verified | Refused {
  const id = singleHeader(headers['webhook-id']);
  const time = singleHeader(headers['webhook-timestamp']);
  const signed = singleHeader(headers['webhook-signature']);
  const isStandard = id !== undefined && time !== undefined && signed !== undefined;
  const legacy = singleHeader(headers['creem-signature']) ?? singleHeader(headers['x-creem-signature']);
  if (!isStandard && legacy === undefined) return { refused: 'missing_signature' };

  const secret = secrets.find((candidate) =>
    isStandard
      ? fitsStandard(candidate, signed, [`${id}.${time}.`, raw])
      : isSame(hmac(candidate, [raw]), Buffer.from((legacy ?? '').trim().replace(/^sha256=/, ''), 'hex')),
  );
  if (secret === undefined) return { refused: 'bad_signature' };
  if (isStandard && !isTimely(Number(time), now)) return { refused: 'out_of_time' };

  const event = readJson(Event, raw.toString('utf8'));
  if (event === undefined) return { refused: 'unreadable' };
  const { mode } = event.object;
  return {
    eventId: event.id,
    signedBy: fingerprint(secret),
    isTest: mode === undefined ? undefined : mode !== 'prod',
    occurredAt: timeOf(event),
    commands: orUndefined(() => translateEvent(event)),
  };
}

function fitsStandard(secret: string, header: string, parts: readonly (string | Buffer)[]): boolean {
  const expected = hmac(Buffer.from(secret.replace(/^whsec_/, ''), 'base64'), parts);
  return header.split(' ').some((entry) => {
    const [version, signature = ''] = entry.split(',');
    return version === 'v1' && isSame(expected, Buffer.from(signature, 'base64'));
  });
}
