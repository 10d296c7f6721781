import type pg from 'pg';
import { BootError } from '../lib/boot-error.ts';
import type { Logger } from '../lib/logger.ts';
import { timeZones } from '../time-zones/names.ts';

/**
 * Compares the zones that accounts may be in with those that this Postgres knows: its system's, on Debian 13 without
 * the package `tzdata-legacy`, or a copy of its own, of the day it was built. Logs those that it lacks once; throws
 * BootError when an account is in such a zone, as its periods could not be told.
 */
export async function checkTimeZones(
  pool: pg.Pool,
  logger: Logger,
  zones: readonly string[] = timeZones,
): Promise<void> {
  const { rows: lacking } = await pool.query<{ zone: string; accounts: number }>(
    `select zone, (select count(*)::int from public.accounts where time_zone = zone) as accounts
    from (
      select unnest($1::text[]) as zone
      union
      select time_zone from public.accounts
    ) as needed
    where not exists (select from pg_catalog.pg_timezone_names as known where known.name = zone)
    order by zone`,
    [zones],
  );
  if (lacking.length === 0) return;
  const used = lacking.filter(({ accounts }) => accounts > 0);
  if (used.length > 0) {
    const list = used.map(({ zone, accounts }) => `${zone} (${accounts})`).join(', ');
    throw new BootError(
      `DATABASE_URL: accounts are in time zones that this Postgres does not know: ${list}; ` +
        'update the tz database on its machine, or Postgres itself',
    );
  }
  logger.warn(
    { zones: lacking.map(({ zone }) => zone) },
    'this Postgres does not know all time zones: accounts cannot be put into these',
  );
}
