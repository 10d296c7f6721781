import pg from 'pg';
import { BootError, systemCode } from '../lib/boot-error.ts';
import type { Logger } from '../lib/logger.ts';

const oldestVersion = 150_000;

/** With one of these off, an answered request can be lost, or the whole database, when the machine stops. */
const durabilitySettings = ['fsync', 'synchronous_commit', 'full_page_writes'];

interface CheckOptions {
  production: boolean;
  logger: Logger;
}

/**
 * Looks at the database before anything is written to it. Throws BootError when it cannot be reached, is older than
 * PostgreSQL 15, or, in production, may lose what was committed; elsewhere the latter is only logged.
 */
export async function checkDatabase(
  connectionString: string,
  { production, logger }: CheckOptions,
): Promise<void> {
  const settings = await readSettings(connectionString, [
    'server_version_num',
    'server_version',
    ...durabilitySettings,
  ]);
  if (Number(settings.get('server_version_num')) < oldestVersion) {
    throw new BootError(
      `DATABASE_URL: PostgreSQL ${settings.get('server_version')} is too old, 15 or later is needed`,
    );
  }
  const off = durabilitySettings.filter((name) => settings.get(name) === 'off');
  if (off.length === 0) return;
  const danger = `the database runs with ${off.join(', ')} off: what was answered may be lost when it stops`;
  if (production) throw new BootError(`DATABASE_URL: ${danger}; switch it on`);
  logger.warn({ off }, danger);
}

async function readSettings(connectionString: string, names: string[]): Promise<Map<string, string>> {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: 10_000,
    application_name: 'meterstone-boot',
  });
  try {
    await client.connect();
    const { rows } = await client.query<{ name: string; value: string }>(
      'select name, pg_catalog.current_setting(name) as value from unnest($1::text[]) as name',
      [names],
    );
    return new Map(rows.map((row) => [row.name, row.value]));
  } catch (error) {
    // The address may hold a password, so only what went wrong is said.
    const reason = error instanceof Error && error.message ? error.message : systemCode(error);
    throw new BootError(`DATABASE_URL: the database cannot be used: ${reason ?? 'no answer'}`, {
      cause: error,
    });
  } finally {
    await client.end().catch(() => undefined);
  }
}
