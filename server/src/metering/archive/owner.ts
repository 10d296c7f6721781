import pg from 'pg';
import { isMigrated } from '../../db/migrations/migrate.ts';
import { sqlstateOf } from '../../db/sqlstate.ts';
import { BootError, systemCode } from '../../lib/boot-error.ts';

const lockNotAvailable = '55P03';

/**
 * A connection of the owner's that ends with what it is for. It waits for others as long as its statements say, and
 * tells times alike wherever it is.
 */
export async function asOwner<T>(url: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'meterstone-archive' });
  // Whoever asks next is told.
  client.on('error', () => undefined);
  await client.connect().catch((error: unknown) => {
    const code = systemCode(error);
    throw code === undefined ? error : new BootError(`The database can't be reached (${code})`);
  });
  try {
    await client.query(`set timezone = 'UTC'`);
    await client.query(`set datestyle = 'ISO'`);
    await client.query('set statement_timeout = 0');
    return await run(client);
  } finally {
    await client.end();
  }
}

/**
 * Throws BootError, before anything is touched, where whoever signed in does not own the tables, or they are of another
 * version than this one's.
 */
export async function refuseStrangers(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ owns: boolean }>(
    `select pg_has_role(relowner, 'usage') as owns
     from pg_catalog.pg_class
     where oid = to_regclass('public.usage_records')`,
  );
  if (rows[0]?.owns === false) {
    throw new BootError(
      'Only the owner of the tables may do this: DATABASE_MIGRATION_URL must be the address they sign in with',
    );
  }
  if (!rows[0] || !(await isMigrated(client))) {
    throw new BootError(
      'The database is of another version: start the server once, which brings it up to date',
    );
  }
}

/** One command at a time moves months. Throws BootError where another goes on for longer than a moment. */
export function alone<T>(url: string, run: () => Promise<T>): Promise<T> {
  return asOwner(url, async (client) => {
    try {
      await client.query(`set lock_timeout = '10s'`);
      await client.query(`select pg_advisory_lock(hashtextextended('archive_usage', 0))`);
    } catch (error) {
      if (sqlstateOf(error) !== lockNotAvailable) throw error;
      throw new BootError('Another command is archiving or restoring at this moment');
    }
    return run();
  });
}
