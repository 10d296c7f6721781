import { canonicalTimeZone } from '@meterstone/server/time-zones';

/**
 * The zone that the browser is in, by the name that the server and its database know: browsers say `Asia/Calcutta`
 * where that is `Asia/Kolkata`. UTC where it is none of the list, so that nobody is kept out by a zone.
 */
export function zoneOfBrowser(said = Intl.DateTimeFormat().resolvedOptions().timeZone): string {
  return canonicalTimeZone(said) ?? 'UTC';
}
