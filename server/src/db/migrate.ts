import { createHash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';

const sqlDir = join(import.meta.dirname, '../../sql');

/** Any number will do as long as no other program locks by it; held while migrating so that nodes take turns. */
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
 * Brings the database to the state this version needs: new migrations in the order of their numbers, each in a
 * transaction of its own; then views and functions whose file changed, in path order, in one transaction.
 * Safe to run from many nodes at once. Throws when a landed migration was edited afterwards.
 */
export async function migrate(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString, application_name: 'meterstone-migrate' });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await client.query('set check_function_bodies = off; set client_min_messages = warning');
    await client.query(`
      create schema if not exists meterstone_migrations;
      create table if not exists meterstone_migrations.applied (
        name text primary key,
        checksum text not null,
        applied_at timestamptz not null default now()
      )`);
    const { rows } = await client.query<{ name: string; checksum: string }>(
      'select name, checksum from meterstone_migrations.applied',
    );
    const applied = new Map(rows.map((row) => [row.name, row.checksum]));
    await applyMigrations(client, applied);
    await applyRepeatables(client, applied);
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

async function applyMigrations(client: pg.Client, applied: Map<string, string>): Promise<void> {
  for (const file of await readFiles('migrations/*.sql')) {
    const before = applied.get(file.name);
    if (before === file.checksum) continue;
    if (before) throw new Error(`Migration ${file.name} was edited after it was applied`);
    await inTransaction(client, [file]);
  }
}

async function applyRepeatables(client: pg.Client, applied: Map<string, string>): Promise<void> {
  const files = [...(await readFiles('functions/**/*.sql')), ...(await readFiles('views/**/*.sql'))];
  const changed = files.filter((file) => applied.get(file.name) !== file.checksum);
  if (changed.length > 0) await inTransaction(client, changed);
}

async function inTransaction(client: pg.Client, files: SqlFile[]): Promise<void> {
  await client.query('begin');
  try {
    for (const file of files) {
      await client.query(
        `insert into meterstone_migrations.applied (name, checksum) values ($1, $2)
         on conflict (name) do update set checksum = excluded.checksum, applied_at = now()`,
        [file.name, file.checksum],
      );
      await client.query(file.text);
    }
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}
