import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { readConfig } from '../../../src/config.ts';
import { checkConfiguration } from '../../../src/health/configuration.ts';
import { asApplication, createTestDatabase, type TestDatabase } from '../../harness/database/database.ts';

let database: TestDatabase;
let client: pg.Client;

beforeEach(async () => {
  database = await createTestDatabase();
  client = await connect(asApplication(database.connectionString));
});
afterEach(async () => {
  await client.end();
  await database.drop();
});

async function connect(connectionString: string): Promise<pg.Client> {
  const connected = new pg.Client({ connectionString });
  await connected.connect();
  return connected;
}

async function asOwner(statement: string): Promise<void> {
  const owner = await connect(database.connectionString);
  await owner.query(statement);
  await owner.end();
}

/** What is found of a good setup in production, but for what is told; rules and settings. */
async function check(env: Record<string, string> = {}, by = client) {
  const config = readConfig({
    NODE_ENV: 'production',
    DATABASE_URL: asApplication(database.connectionString),
    JWT_SECRET: 'a-secret-of-more-than-32-characters',
    PUBLIC_URL: 'https://meterstone.example',
    TRUST_PROXY: '1',
    ...env,
  });
  const { breaches, notices } = await checkConfiguration(by, config);
  return { breaches: breaches.map(({ rule }) => rule), notices: notices.map(({ rule }) => rule) };
}

/** Makes the database's clock differ from ours, for this connection. */
async function moveClock(by: string): Promise<void> {
  await asOwner(`
    create schema clocks;
    grant usage on schema clocks to public;
    create function clocks.clock_timestamp() returns timestamptz language sql as
      $$ select pg_catalog.clock_timestamp() + interval '${by}' $$`);
  await client.query('set search_path = clocks, pg_catalog, public');
}

describe('the check of the configuration', () => {
  it('has nothing to say where all is well', async () => {
    expect(await check()).toEqual({ breaches: [], notices: [] });
  });

  it.each([
    ['JWT_SECRET is random', { JWT_SECRET: 'a'.repeat(40) }],
    ['PUBLIC_URL is set', { PUBLIC_URL: '' }],
    ['PUBLIC_URL is https', { PUBLIC_URL: 'http://meterstone.example' }],
    ['TRUST_PROXY is set', { TRUST_PROXY: '' }],
    ['NODE_ENV is production', { NODE_ENV: 'development' }],
    ['Redis answers', { REDIS_URL: 'redis://127.0.0.1:1' }],
  ])('gives the advice “%s”, and finds nothing wrong', async (notice, env) => {
    expect(await check(env)).toEqual({ breaches: [], notices: [notice] });
  });

  it('says of a month of records that it stands apart, where nobody reads it', async () => {
    await asOwner(`select public.ensure_usage_partitions('2026-01-01Z', '2026-02-01Z')`);
    expect(await check()).toEqual({ breaches: [], notices: [] });
    await asOwner('alter table public.usage_records detach partition public.usage_records_2026_01');
    expect(await check()).toEqual({ breaches: [], notices: ['all months of records are read'] });
  });

  it('gives advice where the role owns the tables', async () => {
    const owner = await connect(database.connectionString);
    expect(await check({}, owner)).toEqual({ breaches: [], notices: ['the server does not own its tables'] });
    await owner.end();
  });

  it('finds that what is answered is not on disk, which is advice where one only tries', async () => {
    await client.query('set synchronous_commit = off');
    expect(await check()).toEqual({ breaches: ['what is answered is on disk'], notices: [] });
    const tried = await check({ NODE_ENV: 'development' });
    expect(tried).toEqual({
      breaches: [],
      notices: ['what is answered is on disk', 'NODE_ENV is production'],
    });
  });

  it('finds a migration that is missing', async () => {
    await asOwner(`delete from meterstone_migrations.applied where name like '%0017%'`);
    expect(await check()).toEqual({ breaches: ['all migrations are applied'], notices: [] });
  });

  it.each([
    ['1 second', { breaches: [], notices: [] }],
    ['10 seconds', { breaches: [], notices: ['clocks agree'] }],
    ['-10 seconds', { breaches: [], notices: ['clocks agree'] }],
    ['2 minutes', { breaches: ['clocks agree'], notices: [] }],
  ])('measures a clock that is ahead by %s', async (by, found) => {
    await moveClock(by);
    expect(await check()).toEqual(found);
  });
});
