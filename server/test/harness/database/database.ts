import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { sqlstateOf } from '../../../src/db/sqlstate.ts';

/** The migrated database that test files clone; one a run, so that runs side by side don't meet. */
export function templateName(): string {
  const name = process.env['METERSTONE_TEST_TEMPLATE'];
  if (!name) throw new Error('The global setup has not run');
  return name;
}

/** The connection string of a database on the run's server. */
export function databaseUrl(name: string): string {
  const server = process.env['METERSTONE_TEST_SERVER'];
  if (!server) throw new Error('The global setup has not run');
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** Where that database listens: the embedded one on a Unix socket, whose folder stands in the place of the host. */
export function listenerOf(connectionString: string): { host: string; port: number } | { path: string } {
  const { hostname, port } = new URL(connectionString);
  const host = decodeURIComponent(hostname);
  return host.startsWith('/')
    ? { path: `${host}/.s.PGSQL.${port || 5432}` }
    : { host, port: Number(port || 5432) };
}

/** The role that servers under test work with; of the whole Postgres, so shared by runs side by side. */
export const testRole = { name: 'meterstone_test_application', password: 'counts-only-through-functions' };

/** The same database by the role that servers work with. */
export function asApplication(connectionString: string): string {
  const url = new URL(connectionString);
  url.username = testRole.name;
  url.password = testRole.password;
  return url.href;
}

/** Makes that role where it is missing. */
export async function createTestRole(client: pg.Client): Promise<void> {
  await client
    .query(`create role ${testRole.name} login password '${testRole.password}'`)
    .catch((error: unknown) => {
      // Another run has made it, earlier or at this moment.
      if (!['42710', '23505'].includes(sqlstateOf(error) ?? '')) throw error;
    });
}

export interface TestDatabase {
  /** By the role that owns all of it. */
  connectionString: string;
  drop: () => Promise<void>;
}

/** A fresh, migrated database of its own for one test file. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `meterstone_test_${randomBytes(6).toString('hex')}`;
  const run = async (statement: string) => {
    const client = new pg.Client({ connectionString: databaseUrl('postgres') });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  };
  // Cloning locks the template for a moment; another file may be at it.
  for (let attempt = 1; ; attempt += 1) {
    try {
      // Logging each page of the copy, as is the default, takes five times as long.
      await run(`create database ${name} template ${templateName()} strategy file_copy`);
      break;
    } catch (error) {
      if (attempt === 20) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50 * attempt));
    }
  }
  return {
    connectionString: databaseUrl(name),
    async drop() {
      await waitForDeparture(name);
      await run(`drop database if exists ${name} with (force)`);
    },
  };
}

const departureMs = 5_000;

/**
 * Waits until nobody is connected, for a while: a pool has ended before its connections have, and one that the drop
 * finds gets an error, which fails whatever test runs then. Who stays longer does not mean to leave.
 */
async function waitForDeparture(name: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl('postgres') });
  await client.connect();
  try {
    for (const deadline = Date.now() + departureMs; Date.now() < deadline;) {
      const { rowCount } = await client.query('select from pg_catalog.pg_stat_activity where datname = $1', [
        name,
      ]);
      if (rowCount === 0) return;
      await delay(10);
    }
  } finally {
    await client.end();
  }
}
