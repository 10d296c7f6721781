/** `infinity` in Postgres. */
const endOfTime = 'infinity';

/** Instants come in few distinct values (starts and ends of periods), so each is read once. */
const known = new Map<string, string | null>();
const maxKnown = 10_000;

/**
 * Postgres's text of a timestamptz, in whatever zone the session has, as ISO 8601 UTC in milliseconds; null for
 * null and for `infinity`.
 */
export function isoInstant(text: string | null): string | null {
  if (text === null || text === endOfTime) return null;
  let iso = known.get(text);
  if (iso === undefined) {
    if (known.size >= maxKnown) known.clear();
    iso = new Date(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')).toISOString();
    known.set(text, iso);
  }
  return iso;
}

/** The same in milliseconds since 1970, the greatest number where there is no end (JSON has no infinity). */
export function epochMs(text: string | null): number {
  const iso = isoInstant(text);
  return iso === null ? Number.MAX_SAFE_INTEGER : Date.parse(iso);
}
