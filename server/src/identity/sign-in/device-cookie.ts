import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { Config } from '../../config.ts';
import { invariant } from '../../lib/invariant.ts';
import { newSecret } from '../secrets.ts';

/** As long as browsers keep any cookie. */
const maxAge = 400 * 24 * 60 * 60;

type Header = (name: string) => string | undefined;

/** Whose device it is, by the password that they got in with. */
export interface KnownBy {
  id: string;
  passwordHash: string;
}

/**
 * The `Set-Cookie` value that tells this device from strangers when the user signs in next. It opens nothing: it gives
 * its tries a limit of their own, until the password is another one. One that is known keeps its name, so that signing
 * in sets no failures back.
 */
export function deviceCookie(config: Config, user: KnownBy, knownDevice: string | undefined): string {
  const device = knownDevice ?? newSecret();
  const value = `${device}.${sign(config, user, device).toString('base64url')}`;
  return stringifySetCookie({ ...attributes(config, user.id), value, maxAge });
}

/** The device that a request comes from, if this user has signed in there before. */
export function readDevice(config: Config, header: Header, user: KnownBy): string | undefined {
  const text = parseCookie(header('cookie') ?? '')[attributes(config, user.id).name];
  const [device = '', signature = ''] = text?.split('.') ?? [];
  const given = Buffer.from(signature, 'base64url');
  const right = sign(config, user, device);
  return given.length === right.length && timingSafeEqual(given, right) ? device : undefined;
}

function sign({ secrets }: Config, { id, passwordHash }: KnownBy, device: string): Buffer {
  invariant(secrets.jwt, 'the boot provides a secret');
  return createHmac('sha256', secrets.jwt)
    .update(`meterstone device\n${id}\n${passwordHash}\n${device}`)
    .digest();
}

/** A cookie for each person who signs in there: a shared computer knows them all. */
function attributes({ publicUrl }: Config, userId: string) {
  const name = `meterstone_device_${createHash('sha256').update(userId).digest('hex').slice(0, 16)}`;
  const common = { httpOnly: true, sameSite: 'strict' } as const;
  return publicUrl?.startsWith('https:')
    ? { ...common, name: `__Host-${name}`, secure: true, path: '/' }
    : { ...common, name, path: '/api/auth' };
}
