/** `infinity` in Postgres. */
const endOfTime = 'infinity';

/** The instant of what has no end, in milliseconds since 1970: JSON has no infinity. */
export const never = Number.MAX_SAFE_INTEGER;

/** Instants come in few distinct values (starts and ends of periods), so each is read once. */
const known = new Map<string, string | null>();
const maxKnown = 10_000;

/**
 * Postgres's text of a timestamptz, plain or as JSON has it, in whatever zone the session has, as ISO 8601 UTC in
 * milliseconds; null for null and for `infinity`.
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

/** The same in milliseconds since 1970; `never` where there is no end. */
export function epochMs(text: string | null): number {
  const iso = isoInstant(text);
  return iso === null ? never : Date.parse(iso);
}
