import { parseCookie, stringifySetCookie } from 'cookie';
import type { Config } from '../../config.ts';
import { isOriginAllowed } from '../../http/origin.ts';
import { AppError } from '../../lib/app-error.ts';

export interface RefreshToken {
  token: string;
  expiresAt: Date;
}

type Header = (name: string) => string | undefined;

/** The `Set-Cookie` value that carries a refresh token, to this site's own requests only. */
export function refreshCookie(config: Config, { token, expiresAt }: RefreshToken): string {
  const maxAge = Math.max(0, Math.floor((expiresAt.getTime() - Date.now()) / 1000));
  return stringifySetCookie({ ...attributes(config), value: token, maxAge });
}

/** The `Set-Cookie` value that takes it away. */
export function clearedRefreshCookie(config: Config): string {
  return stringifySetCookie({ ...attributes(config), value: '', maxAge: 0 });
}

/**
 * The refresh token that a request carries. Errors: `forbidden` when another site sent the request. SameSite=Strict
 * keeps the cookie at home already; this holds where a browser doesn't, or a sister domain counts as the same site.
 */
export function readRefreshCookie(config: Config, header: Header): string | undefined {
  if (!isOriginAllowed({ origin: header('origin'), host: header('host') }, config)) {
    throw new AppError('forbidden', { detail: 'The request comes from another site' });
  }
  return parseCookie(header('cookie') ?? '')[attributes(config).name];
}

function attributes({ publicUrl }: Config) {
  const common = { httpOnly: true, sameSite: 'strict' } as const;
  // The prefix makes browsers refuse a cookie planted by a sister domain; it demands Secure and the whole path.
  return publicUrl?.startsWith('https:')
    ? { ...common, name: '__Host-meterstone_refresh', secure: true, path: '/' }
    : { ...common, name: 'meterstone_refresh', path: '/api/auth' };
}
