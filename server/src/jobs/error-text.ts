const longest = 500;

/** What looks like a secret, and what is kept of it. Messages of drivers and of fetch quote addresses. */
const secrets: readonly [RegExp, string][] = [
  [/(:\/\/)[^/\s@]*@/g, '$1***@'],
  [/([?&][^=&\s]+=)[^&\s"']+/g, '$1***'],
  [/\b((?:bearer|basic)\s+)\S+/gi, '$1***'],
  [/\b(msk|sk|pk|rk|whsec)_\w+/g, '$1_***'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '***'],
];

/**
 * Why something failed, for admins to read and for a row to keep: the message alone, on one line, at most 500
 * characters, without what looks like a secret. What Postgres adds beside it quotes rows, so that stays away.
 */
export function errorText(error: unknown): string {
  const message = Error.isError(error) ? error.message || error.name : String(error);
  const line = message.replace(/[\p{Cc}\p{Cs}\s]+/gu, ' ').trim();
  const told = secrets.reduce((text, [secret, kept]) => text.replace(secret, kept), line);
  return told.length > longest ? `${told.slice(0, longest - 1).trimEnd()}…` : told || 'Unknown error';
}
