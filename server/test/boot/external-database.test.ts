import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { checkDatabase } from '../../src/boot/check-database.ts';
import { BootError } from '../../src/lib/boot-error.ts';
import { createLogger } from '../../src/lib/logger.ts';
import {
  asApplication,
  createTestDatabase,
  createTestRole,
  type TestDatabase,
} from '../harness/database/database.ts';
import {
  makeFolder,
  removeFolder,
  signIn,
  startNode,
  type NodeProcess,
} from '../harness/processes/node-process.ts';

const admin = { ADMIN_EMAIL: 'root@example.com', ADMIN_PASSWORD: 'Correct-horse-9' };
/** A server of the oldest version we support, where one is at hand. */
const oldServer = process.env['TEST_DATABASE_URL_15'];
const describeOnOld = oldServer ? describe : describe['skip'];

let folder: string;
let node: NodeProcess | undefined;

beforeEach(async () => {
  folder = await makeFolder();
});
afterEach(async () => {
  await node?.kill('SIGTERM');
  node = undefined;
  await removeFolder(folder);
});

async function expectToServe(env: Record<string, string>): Promise<void> {
  node = startNode({ dataDir: join(folder, 'data'), env: { ...env, ...admin } });
  const url = await node.url();
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect(await signIn(url, admin.ADMIN_EMAIL, admin.ADMIN_PASSWORD)).toBe(200);
}

describe('with DATABASE_URL', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await node?.kill('SIGTERM');
    node = undefined;
    await database.drop();
  });

  it('makes a JWT secret once, and starts no Postgres', async () => {
    await expectToServe({ DATABASE_URL: database.connectionString });
    const secrets = await readFile(join(folder, 'data/secrets.json'), 'utf8');
    await expect(stat(join(folder, 'data/postgres'))).rejects.toThrow('ENOENT');
    await node?.kill('SIGTERM');
    await expectToServe({ DATABASE_URL: database.connectionString });
    expect(await readFile(join(folder, 'data/secrets.json'), 'utf8')).toBe(secrets);
  });

  it('with every secret given, leaves DATA_DIR alone', async () => {
    await expectToServe({
      DATABASE_URL: database.connectionString,
      JWT_SECRET: randomBytes(24).toString('hex'),
    });
    await expect(stat(join(folder, 'data'))).rejects.toThrow('ENOENT');
  });

  it('in production without a JWT secret: refused in one line', async () => {
    node = startNode({
      dataDir: join(folder, 'data'),
      env: { DATABASE_URL: database.connectionString, NODE_ENV: 'production' },
    });
    expect(await node.status()).toBe(1);
    expect(node.stderr()).toBe('Meterstone cannot start. JWT_SECRET: must be set in production\n');
    node = undefined;
  });

  it('that may lose what was committed: refused in production, a warning elsewhere', async () => {
    const careless = new URL(database.connectionString);
    careless.searchParams.set('options', '-c synchronous_commit=off');
    const logger = createLogger('silent');
    await expect(checkDatabase(careless.href, { production: true, logger })).rejects.toThrow(
      /synchronous_commit.* off: what was answered may be lost/,
    );
    await expect(checkDatabase(careless.href, { production: false, logger })).resolves.toBeUndefined();
  });

  it('that nobody answers at: refused in one line that does not repeat the password', async () => {
    const away = checkDatabase('postgres://meter:hunter2@127.0.0.1:1/meterstone', {
      production: true,
      logger: createLogger('silent'),
    });
    await expect(away).rejects.toThrow(BootError);
    await expect(away).rejects.toThrow(/^DATABASE_URL: (?!.*hunter2).*ECONNREFUSED/);
  });
});

describeOnOld('on PostgreSQL 15', () => {
  it('migrates and serves', async () => {
    const name = `meterstone_boot_${randomBytes(6).toString('hex')}`;
    const client = new pg.Client({ connectionString: oldServer! });
    await client.connect();
    try {
      await client.query(`create database ${name}`);
      const url = new URL(oldServer!);
      url.pathname = `/${name}`;
      await expectToServe({ DATABASE_URL: url.href });
      await node?.kill('SIGTERM');
      // The same database, from now on by a role that may only read and call functions.
      await createTestRole(client);
      const application = asApplication(url.href);
      await expectToServe({ DATABASE_URL: application, DATABASE_MIGRATION_URL: url.href });
      await node?.kill('SIGTERM');
      node = undefined;
      const cheat = new pg.Client({ connectionString: application });
      await cheat.connect();
      await expect(cheat.query('update public.user_usage set used = 0')).rejects.toThrow('permission denied');
      await cheat.end();
    } finally {
      await client.query(`drop database if exists ${name} with (force)`);
      await client.end();
    }
  });
});
