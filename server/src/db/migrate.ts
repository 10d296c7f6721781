import { createHash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { BootError } from '../lib/boot-error.ts';
import { sqlstateOf } from './sqlstate.ts';

const sqlDir = join(import.meta.dirname, '../../sql');

/** Any number will do as long as no other program locks by it; each transaction takes it, so that nodes take turns. */
const migrationLock = 7_261_001;

interface SqlFile {
  name: string;
  text: string;
  checksum: string;
}

async function readFiles(pattern: string): Promise<SqlFile[]> {
  const names = await Array.fromAsync(glob(pattern, { cwd: sqlDir }));
  return Promise.all(
    names.sort().map(async (name) => {
      const text = await readFile(join(sqlDir, name), 'utf8');
      return { name, text, checksum: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

/**
 * While a change waits for a table, all who come after it wait too, uses among them: so it gives up soon, lets them
 * pass, and tries again: sooner than a use gives its counter up (record_feature_usage_many). Several nodes of the version
 * before may be at work.
 */
const lockTimeoutMs = 40;
const lockAttempts = 60;
const longestPauseMs = 1_000;

interface MigrateOptions {
  /** The role that owns the tables. */
  connectionString: string;
  /** The role that the server works with, which gets what it needs; left out where it is the same one. */
  applicationUrl?: string | undefined;
}

/**
 * Brings the database to the state this version needs: new migrations in the order of their numbers, each in a
 * transaction of its own; then, in one transaction, views and functions whose file changed, in path order, and the
 * rights of the application's role. Safe to run from many nodes at once, and through a pooler that gives each
 * transaction another connection. A use never waits long for it: what it needs and somebody holds is tried again for
 * about half a minute. Throws when a landed migration was edited afterwards, and BootError when somebody holds a
 * table all that time, or the application's role is one that would not be bound by its rights.
 */
export async function migrate({ connectionString, applicationUrl }: MigrateOptions): Promise<void> {
  const role = applicationUrl === undefined ? '' : await roleOf(applicationUrl);
  const client = new pg.Client({ connectionString, application_name: 'meterstone-migrate' });
  // Whoever waits for an answer gets the error; without a listener it would end the process, too.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await inTransaction(client, prepare);
    for (const file of await readFiles('migrations/*.sql')) {
      if (!(await isApplied(client, file))) await inTransaction(client, () => applyMigration(client, file));
    }
    await applyRepeatables(client, role);
  } finally {
    await client.end();
  }
}

/** The role that a connection has, which its address need not tell. */
async function roleOf(connectionString: string): Promise<string> {
  const client = new pg.Client({ connectionString, application_name: 'meterstone-migrate' });
  await client.connect();
  try {
    const { rows } = await client.query<{ role: string }>('select current_user as role');
    return rows[0]?.role ?? '';
  } finally {
    await client.end();
  }
}

/** True once every migration of this version is in the database. */
export async function isMigrated(pool: pg.Pool): Promise<boolean> {
  const files = await readFiles('migrations/*.sql');
  const { rows } = await pool.query<{ count: number }>(
    'select count(*)::int as count from meterstone_migrations.applied where name = any($1)',
    [files.map((file) => file.name)],
  );
  return rows[0]?.count === files.length;
}

async function prepare(client: pg.Client): Promise<void> {
  await client.query(`
    create schema if not exists meterstone_migrations;
    create table if not exists meterstone_migrations.applied (
      name text primary key,
      checksum text not null,
      applied_at timestamptz not null default now()
    )`);
}

async function readApplied(client: pg.Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from meterstone_migrations.applied',
  );
  return new Map(rows.map((row) => [row.name, row.checksum]));
}

async function isApplied(client: pg.Client, file: SqlFile): Promise<boolean> {
  const before = (await readApplied(client)).get(file.name);
  if (before && before !== file.checksum) {
    throw new Error(`Migration ${file.name} was edited after it was applied`);
  }
  return before !== undefined;
}

/** Looks again, as another node may have been faster. */
async function applyMigration(client: pg.Client, file: SqlFile): Promise<void> {
  if (!(await isApplied(client, file))) await apply(client, file);
}

async function applyRepeatables(client: pg.Client, role: string): Promise<void> {
  const files = [...(await readFiles('functions/**/*.sql')), ...(await readFiles('views/**/*.sql'))];
  const migrations = await readFiles('migrations/*.sql');
  const rights = (await readFiles('access/*.sql')).map((file) => ({
    ...file,
    // A function that is replaced loses its rights, a new table has none, and the role may be another one.
    checksum: digest([role, file.checksum, ...[...migrations, ...files].map((other) => other.checksum)]),
  }));
  const changed = async () => {
    const applied = await readApplied(client);
    if (!(await hasRights(client, role))) rights.forEach(({ name }) => applied.delete(name));
    return [...files, ...rights].filter((file) => applied.get(file.name) !== file.checksum);
  };
  if ((await changed()).length === 0) return;
  await inTransaction(client, async () => {
    await client.query(`select set_config('meterstone.application_role', $1, true)`, [role]);
    for (const file of await changed()) await apply(client, file);
  });
}

/** False after a restore without privileges, whatever is written down. */
async function hasRights(client: pg.Client, role: string): Promise<boolean> {
  if (role === '') return true;
  const { rows } = await client.query<{ has: boolean }>(
    `select has_schema_privilege($1, 'meterstone_migrations', 'usage')
       and has_table_privilege($1, 'meterstone_migrations.applied', 'select') as has`,
    [role],
  );
  return rows[0]?.has === true;
}

async function apply(client: pg.Client, file: SqlFile): Promise<void> {
  await client.query(
    `insert into meterstone_migrations.applied (name, checksum) values ($1, $2)
     on conflict (name) do update set checksum = excluded.checksum, applied_at = now()`,
    [file.name, file.checksum],
  );
  await client.query(file.text);
}

/** Whole or not at all, alone among nodes; again, from the start, where a table could not be had. */
async function inTransaction(client: pg.Client, work: (client: pg.Client) => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.query('begin');
      await client.query('set local lock_timeout = 0; set local statement_timeout = 0');
      await client.query('select pg_advisory_xact_lock($1)', [migrationLock]);
      await client.query(`
        set local lock_timeout = ${lockTimeoutMs};
        set local idle_in_transaction_session_timeout = 0;
        set local check_function_bodies = off;
        set local client_min_messages = warning`);
      await work(client);
      await client.query('commit');
      return;
    } catch (error) {
      await client.query('rollback');
      if (sqlstateOf(error) === '0P000') throw new BootError(`DATABASE_URL: ${messageOf(error)}`);
      if (sqlstateOf(error) !== '55P03') throw error;
      if (attempt === lockAttempts) throw new BootError(heldTooLong, { cause: error });
    }
    await delay(Math.random() * longestPauseMs);
  }
}

const heldTooLong =
  'The database cannot be brought up to date, as somebody holds a table that must change: end the long transaction ' +
  '(select pid, query from pg_stat_activity order by xact_start) and start again';

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function digest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
