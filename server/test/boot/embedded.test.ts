import { spawn } from 'node:child_process';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { isAlive } from '../../src/db/embedded/process.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/db/embedded/start.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { eventually, makeFolder, postmasterOf, removeFolder } from '../harness/processes/node-process.ts';

const logger = createLogger('silent');
let folder: string;
let dataDir: string;
let running: EmbeddedPostgres | undefined;

beforeEach(async () => {
  folder = await makeFolder();
  dataDir = join(folder, 'data');
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  await removeFolder(folder);
});

async function start(dir = dataDir): Promise<EmbeddedPostgres> {
  running = await startEmbeddedPostgres({ dataDir: dir, logger });
  return running;
}

async function stop(): Promise<void> {
  await running?.stop();
  running = undefined;
}

async function query(statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: running!.connectionString });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(statement);
    return rows;
  } finally {
    await client.end();
  }
}

describe('embedded Postgres', () => {
  it('keeps what was written from one start to the next', async () => {
    expect((await start()).firstStart).toBe(true);
    await query('create table kept (id int)');
    await query('insert into kept values (1)');
    await stop();
    expect((await start()).firstStart).toBe(false);
    expect(await query('select id from kept')).toEqual([{ id: 1 }]);
  });

  it('is durable, checksummed, UTF-8, and listens on no network', async () => {
    await start();
    const names = ['fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums'];
    const rows = await query(
      `select name, current_setting(name) as value from unnest('{${names.join(',')}}'::text[]) as name`,
    );
    expect(rows).toEqual(names.map((name) => ({ name, value: 'on' })));
    expect(await query('show listen_addresses')).toEqual([{ listen_addresses: '' }]);
    expect(await query(`select lower('ÄÖ') as text, current_setting('server_encoding') as encoding`)).toEqual(
      [{ text: 'äö', encoding: 'UTF8' }],
    );
    expect((await stat(join(dataDir, 'postgres'))).mode & 0o777).toBe(0o700);
  });

  it('comes back with everything committed after its postmaster was killed', async () => {
    await start();
    await query('create table kept (id int)');
    for (let round = 1; round <= 3; round += 1) {
      await query(`insert into kept values (${round})`);
      const before = await postmasterOf(dataDir);
      process.kill(before, 'SIGKILL');
      await eventually('it answers again', () => query('select 1').catch(() => undefined));
      expect(await postmasterOf(dataDir)).not.toBe(before);
      expect(await query('select count(*)::int as count from kept')).toEqual([{ count: round }]);
    }
  });

  it('stops while it is being started again', async () => {
    await start();
    process.kill(await postmasterOf(dataDir), 'SIGKILL');
    await stop();
    await start();
    expect(await query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('leaves nothing running and nothing locked once stopped', async () => {
    await start();
    const postmaster = await postmasterOf(dataDir);
    await stop();
    expect(isAlive(postmaster)).toBe(false);
    await expect(stat(join(dataDir, 'postgres/lock.json'))).rejects.toThrow('ENOENT');
  });

  it('refuses a folder that a living server uses, and leaves that one alone', async () => {
    await start();
    await expect(startEmbeddedPostgres({ dataDir, logger })).rejects.toThrow(
      /^DATA_DIR .+ in use by another Meterstone/,
    );
    expect(await query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('lets exactly one of several that start together have the folder', async () => {
    await start();
    await stop();
    // A holder that is gone, so that all of them find a stale lock at once.
    await writeFile(join(dataDir, 'postgres/lock.json'), 'half a holder');
    const starts = await Promise.allSettled(
      Array.from({ length: 5 }, () => startEmbeddedPostgres({ dataDir, logger })),
    );
    const won = starts.filter((result) => result.status === 'fulfilled');
    running = won[0]?.value;
    expect(won).toHaveLength(1);
  });

  it('is not fooled by processes that got the ids of its dead predecessors', async () => {
    await start();
    const lock = await readFile(join(dataDir, 'postgres/lock.json'), 'utf8');
    const pidFile = join(dataDir, 'postgres/cluster/postmaster.pid');
    const lines = await readFile(pidFile, 'utf8');
    const { uid, gid } = await stat(join(dataDir, 'postgres'));
    await stop();
    // Owned by the cluster's user, so that Postgres itself would take it for a postmaster.
    const stranger = spawn('sleep', ['60'], process.getuid?.() === 0 ? { uid, gid } : {});
    try {
      const holder: Record<string, unknown> = { ...JSON.parse(lock), pid: stranger.pid };
      await writeFile(join(dataDir, 'postgres/lock.json'), JSON.stringify(holder));
      await writeFile(pidFile, lines.replace(/^\d+/, String(stranger.pid)));
      await start();
      expect(await query('select 1 as one')).toEqual([{ one: 1 }]);
      expect(isAlive(stranger.pid!)).toBe(true);
    } finally {
      stranger.kill();
    }
  });

  it('works in a folder whose path is too long for a socket, and leaves none elsewhere', async () => {
    await start(join(dataDir, 'a-long-name-of-a-folder-'.repeat(5)));
    expect(await query('select 1 as one')).toEqual([{ one: 1 }]);
    const sockets = decodeURIComponent(new URL(running!.connectionString).hostname);
    expect(sockets.startsWith(folder)).toBe(false);
    expect((await stat(sockets)).mode & 0o777).toBe(0o700);
    await stop();
    await expect(stat(sockets)).rejects.toThrow('ENOENT');
  });

  it('works in a folder with spaces, commas, quotes and letters beyond ASCII', async () => {
    await start(join(folder, `it's "a", földer 数`));
    expect(await query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('clears away what a start that was cut off left, and starts', async () => {
    await mkdir(join(dataDir, 'postgres/cluster.partial-abc/base'), { recursive: true });
    expect((await start()).firstStart).toBe(true);
    await expect(stat(join(dataDir, 'postgres/cluster.partial-abc'))).rejects.toThrow('ENOENT');
  });

  it('refuses the data of another major version, untouched, and says what to do', async () => {
    await start();
    await stop();
    const version = join(dataDir, 'postgres/cluster/PG_VERSION');
    await writeFile(version, '17\n');
    await expect(start()).rejects.toThrow(/^DATA_DIR: .+ was made by PostgreSQL 17, .+ pg_dumpall/);
    await writeFile(version, '18\n');
    expect((await start()).firstStart).toBe(false);
  });

  it('refuses a DATA_DIR that is a file', async () => {
    await writeFile(dataDir, '');
    await expect(start()).rejects.toThrow(/^DATA_DIR .+ must be a folder/);
  });
});
