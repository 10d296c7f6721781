import type { IncomingHttpHeaders } from 'node:http';

/** Vite's servers of client and landing, which run beside this one while developing. */
const developmentOrigins = new Set(['http://localhost:5173', 'http://localhost:8080']);

interface OriginRules {
  publicUrl: string | undefined;
  production: boolean;
}

/**
 * May a request with these headers open a socket? Browsers name the page's origin and can't be made to lie:
 * ours passes, others don't. Programs send none and pass; the token decides about them.
 * CORS settings would not do: they keep a foreign page from reading polling answers, not from opening WebSockets.
 */
export function isOriginAllowed(
  headers: IncomingHttpHeaders,
  { publicUrl, production }: OriginRules,
): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  if (publicUrl !== undefined && origin === new URL(publicUrl).origin) return true;
  if (!production && developmentOrigins.has(origin)) return true;
  const { protocol, host: originHost } = new URL(origin);
  return host !== undefined && originHost === host && /^https?:$/.test(protocol);
}
