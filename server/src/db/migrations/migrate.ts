import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { BootError } from '../../lib/boot-error.ts';
import { requireBindable, requireBound, roleOf } from '../application-role.ts';
import { isHeld } from '../contention.ts';
import { applyConcurrently } from './concurrent.ts';
import { isConcurrent, noteApplied, readApplied, readFiles, type SqlFile } from './sql-files.ts';

/** Any number will do as long as no other program locks by it; each transaction takes it, so that nodes take turns. */
const migrationLock = 7_261_001;

/**
 * While a change waits for a table, all who come after it wait too, uses among them: so it gives up soon, lets them
 * pass, and tries again: sooner than a use gives its counter up (record_feature_usage_many). Several nodes of the
 * version before may be at work.
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
 * Brings the database to the state this version needs, or leaves it as it was: in one transaction, new migrations in
 * the order of their numbers, then views and functions whose file changed, in path order, and the rights of the
 * application's role. Migrations without a transaction come after that (concurrent.ts). Safe to run from many nodes at
 * once, and through a pooler that gives each transaction another connection. A use never waits long for it: what it
 * needs and somebody holds is tried again for about half a minute. Throws when a landed migration was edited
 * afterwards, and BootError when somebody holds a table all that time, or the application's role is one that would not
 * be bound by its rights.
 */
export async function migrate({ connectionString, applicationUrl }: MigrateOptions): Promise<void> {
  const role = applicationUrl === undefined ? '' : await roleOf(applicationUrl);
  const client = new pg.Client({ connectionString, application_name: 'meterstone-migrate' });
  // Whoever waits for an answer gets the error; without a listener it would end the process, too.
  client.on('error', () => undefined);
  await client.connect();
  try {
    if (role !== '') await requireBindable(client, role);
    await inTransaction(client, prepare);
    if ((await pending(client, role)).length > 0) {
      await inTransaction(client, async () => {
        await client.query(`select set_config('meterstone.application_role', $1, true)`, [role]);
        // Looked for again, as another node may have been faster.
        for (const file of await pending(client, role)) await apply(client, file);
      });
    }
    if (role !== '') await requireBound(client, role);
    await applyConcurrently(client, connectionString);
  } finally {
    await client.end();
  }
}

/** True once every migration of this version is in the database. */
export async function isMigrated(database: Pick<pg.Client, 'query'>): Promise<boolean> {
  const files = await readFiles('migrations/*.sql');
  const { rows } = await database.query<{ count: number }>(
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
    );
    create table if not exists meterstone_migrations.application_role (role text primary key)`);
}

/** What is to be applied in the transaction, in its order. Throws when a landed migration was edited afterwards. */
async function pending(client: pg.Client, role: string): Promise<SqlFile[]> {
  const applied = await readApplied(client);
  const hasAll = await hasRights(client, role);
  const migrations = await readFiles('migrations/*.sql');
  const edited = migrations.find(({ name, checksum }) => (applied.get(name) ?? checksum) !== checksum);
  if (edited) throw new Error(`Migration ${edited.name} was edited after it was applied`);

  const code = [...(await readFiles('functions/**/*.sql')), ...(await readFiles('views/**/*.sql'))];
  const rights = (await readFiles('access/*.sql')).map((file) => ({
    ...file,
    // A function that is replaced loses its rights, a new table has none, and the role may be another one.
    checksum: digest([role, file.checksum, ...[...migrations, ...code].map((other) => other.checksum)]),
  }));
  const isPending = (file: SqlFile) => applied.get(file.name) !== file.checksum;
  const ordered = [...migrations.filter((file) => !isConcurrent(file)), ...code];
  return ordered.filter(isPending).concat(hasAll ? rights.filter(isPending) : rights);
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
  await noteApplied(client, file);
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
      if (!isHeld(error)) throw error;
      if (attempt === lockAttempts) throw new BootError(heldTooLong, { cause: error });
    }
    await delay(Math.random() * longestPauseMs);
  }
}

const heldTooLong =
  'The database cannot be brought up to date, as somebody holds a table that must change: end the long transaction ' +
  '(select pid, query from pg_stat_activity order by xact_start) and start again';

function digest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
