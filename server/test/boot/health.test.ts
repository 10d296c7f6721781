import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { chooseEndpoint } from '../../src/db/embedded/endpoint.ts';
import { findHome } from '../../src/db/embedded/home.ts';
import { HealthReport } from '../../src/health/contract.ts';
import { asApplication, createTestDatabase, type TestDatabase } from '../harness/database/database.ts';
import { tamper } from '../harness/database/tamper.ts';
import { makeFolder, removeFolder, startNode, type NodeProcess } from '../harness/processes/node-process.ts';

interface Ended {
  status: number;
  stdout: string;
  stderr: string;
}

/** `npm run health` without npm, with nothing of this process's environment. */
function check(env: Record<string, string>, ...args: string[]): Promise<Ended> {
  const entry = join(import.meta.dirname, '../../src/check-health.ts');
  return new Promise((resolve) => {
    execFile(process.execPath, [entry, ...args], { env, cwd: '/' }, (error, stdout, stderr) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

async function addAccount(owner: pg.Pool): Promise<string> {
  const id = randomUUID();
  await owner.query(`insert into public.accounts (id, kind, name) values ($1, 'external', 'Acme')`, [id]);
  await owner.query(`select public.grant_credits($1, 100, 'admin', 'one')`, [id]);
  return id;
}

const off = 'update public.credit_balances set balance = 90 where account_id = $1';
const back = 'update public.credit_balances set balance = 100 where account_id = $1';

describe('npm run health on a database of its own address', () => {
  let database: TestDatabase;
  let owner: pg.Pool;
  let env: Record<string, string>;
  beforeAll(async () => {
    database = await createTestDatabase();
    owner = new pg.Pool({ connectionString: database.connectionString, max: 2 });
    env = { DATABASE_URL: asApplication(database.connectionString) };
  });
  afterAll(async () => {
    await owner.end();
    await database.drop();
  });

  it('ends with 0 where all is sound, with 1 where it names what is not, for people and as JSON', async () => {
    const id = await addAccount(owner);
    const sound = await check(env);
    expect(sound).toMatchObject({ status: 0, stderr: '' });
    expect(sound.stdout).toContain('All is sound: 1 accounts looked at');
    // Advice is shown, and changes no status.
    expect(sound.stdout).toContain('Notice: it is not so that NODE_ENV is production');

    await tamper(owner, off, [id]);
    const broken = await check(env);
    expect(broken).toMatchObject({ status: 1, stderr: '' });
    expect(broken.stdout).toContain('2 findings: 1 accounts looked at');
    expect(broken.stdout).toMatch(/balances +2 findings\n +ledger +sound/);
    expect(broken.stdout).toContain(`account ${id} Acme`);
    expect(broken.stdout).toContain('is 90, should be = 100');
    const { status, stdout } = await check(env, '--json');
    expect(status).toBe(1);
    expect(HealthReport.parse(JSON.parse(stdout))).toMatchObject({
      status: 'findings',
      // By their ids, which follow from the account's.
      findings: expect.arrayContaining(
        ['balance = last line', 'balance = sum of lots'].map((rule) =>
          expect.objectContaining({ rule, accountId: id, found: '90', expected: '100' }),
        ),
      ),
    });
    await tamper(owner, back, [id]);
    expect(await check(env, '--json')).toMatchObject({ status: 0 });
  });

  it('ends with 2 where it cannot be told', async () => {
    expect(await check({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' })).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('The health could not be checked'),
    });
    expect(await check({ DATABASE_URL: 'nonsense' })).toMatchObject({ status: 2 });
    expect(await check(env, '--jsno')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--jsno'),
    });
    await owner.query(`delete from meterstone_migrations.applied where name like '%0022%'`);
    expect(await check(env)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('The database is of another version'),
    });
  });
});

describe('npm run health on the embedded Postgres', () => {
  let folder: string;
  let env: Record<string, string>;
  let node: NodeProcess | undefined;
  beforeAll(async () => {
    folder = await makeFolder();
    env = { DATA_DIR: join(folder, 'data') };
  });
  afterAll(async () => {
    await node?.kill('SIGTERM');
    await removeFolder(folder);
  });

  it('says where there is none yet, and makes none', async () => {
    const nothing = { status: 2, stderr: expect.stringContaining('npm start makes one') };
    expect(await check(env)).toMatchObject(nothing);
    expect(await check(env)).toMatchObject(nothing);
  });

  it('works beside the server, which goes on, and without it', async () => {
    node = startNode({ dataDir: join(folder, 'data') });
    const url = await node.url();
    const endpoint = await chooseEndpoint(await findHome(join(folder, 'data')));
    const owner = new pg.Pool({ connectionString: endpoint.connectionString('meterstone'), max: 1 });
    const id = await addAccount(owner);
    expect(await check(env)).toMatchObject({ status: 0, stderr: '' });
    await tamper(owner, off, [id]);
    await owner.end();
    expect(await check(env)).toMatchObject({ status: 1, stdout: expect.stringContaining(id) });
    expect((await fetch(`${url}/readyz`)).status).toBe(200);

    await node.kill('SIGTERM');
    node = undefined;
    expect(await check(env)).toMatchObject({ status: 1, stdout: expect.stringContaining(id) });
    // It leaves the folder to the next start.
    node = startNode({ dataDir: join(folder, 'data') });
    await node.url();
  });
});
