import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '../src/db/migrations/migrate.ts';
import { asApplication, createTestRole, testRole } from '../test/harness/database/database.ts';

/** The migrated database that every test file clones, in which one function at a time is another. */
export interface Template {
  name: string;
  /** Whether Postgres can read a function's text at all. */
  canCreate: (text: string) => Promise<boolean>;
  /** Puts the text in the place of the function that it defines, with the same rights as that one had. */
  replace: (text: string) => Promise<void>;
  /** Drops what test files that were ended have left behind. */
  dropClones: () => Promise<void>;
}

/** In a Postgres that is this run's own. */
export async function createTemplate(server: string): Promise<Template> {
  const name = 'meterstone_template_mutants';
  const url = new URL(server);
  url.pathname = `/${name}`;
  await connected(server, async (client) => {
    await client.query(`create database ${name}`);
    await createTestRole(client);
  });
  await migrate({ connectionString: url.href, applicationUrl: asApplication(url.href) });
  // Replacing a function makes it what the text says and no more; its owner's rights come from here.
  const access = await readFile(join(import.meta.dirname, '../sql/access/application-role.sql'), 'utf8');

  /** Nobody may be connected while a test file clones it. */
  const attempt = (text: string, end: 'commit' | 'rollback') =>
    connected(url.href, async (client) => {
      await client.query('begin');
      await client.query(text);
      if (end === 'commit') {
        await client.query(`select set_config('meterstone.application_role', $1, true)`, [testRole.name]);
        await client.query(access);
      }
      await client.query(end);
    });

  return {
    name,
    canCreate: (text) =>
      attempt(text, 'rollback').then(
        () => true,
        () => false,
      ),
    replace: (text) => attempt(text, 'commit'),
    dropClones: () =>
      connected(server, async (client) => {
        const { rows } = await client.query<{ datname: string }>(
          `select datname from pg_catalog.pg_database where datname like 'meterstone\\_test\\_%'`,
        );
        for (const { datname } of rows) await client.query(`drop database if exists ${datname} with (force)`);
      }),
  };
}

async function connected(
  connectionString: string,
  work: (client: pg.Client) => Promise<void>,
): Promise<void> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
