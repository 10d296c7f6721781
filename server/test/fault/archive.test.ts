import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { after, start, useMeteringDatabase } from '../harness/metering/metering.ts';
import { auditUsage } from '../harness/metering/usage-audit.ts';
import { sumUpUntil } from '../harness/metering/usage-sums.ts';

const database = useMeteringDatabase();
const rounds = Number(process.env['FAULT_ROUNDS'] ?? 4);
const records = 8_000;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'meterstone-archive-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** The command without npm, with nothing of this process's environment; killed after so long, if that is sooner. */
async function run(
  args: readonly string[],
  killedAfterMs?: number,
  url = database().connectionString,
): Promise<Ended> {
  const entry = join(import.meta.dirname, '../../src/archive-usage.ts');
  const child = spawn(process.execPath, [entry, ...args], {
    env: { DATABASE_URL: url },
    cwd: '/',
  });
  const text = { stdout: '', stderr: '' };
  child.stdout.on('data', (part: Buffer) => (text.stdout += part.toString()));
  child.stderr.on('data', (part: Buffer) => (text.stderr += part.toString()));
  const closed = once(child, 'close');
  if (killedAfterMs !== undefined) void delay(killedAfterMs).then(() => child.kill('SIGKILL'));
  await closed;
  return { status: child.exitCode, ...text };
}

/** Kills it so many times, each later than the one before, and then lets it end. */
async function runAtLast(args: readonly string[]): Promise<Ended> {
  const begun = performance.now();
  await run(['restore', 'nothing']);
  const startMs = performance.now() - begun;
  for (let round = 0; round < rounds; round += 1) {
    const ended = await run(args, startMs * (0.6 + Math.random()));
    expect(await auditUsage(database().connectionString)).toEqual([]);
    if (ended.status === 0) return ended;
  }
  return run(args);
}

const allRecords = () =>
  database().one<{ count: number; all: string }>(
    `select count(*)::int as count, md5(string_agg(record::text, ',' order by account_id, occurred_at, id)) as all
     from public.usage_records as record`,
  );

it('killed anywhere, archiving and restoring a month lose and double nothing', async () => {
  const db = database();
  const accountId = await db.account({ calls: { quota: records } });
  for (let some = 0; some < records; some += 400) {
    await db.record(
      accountId,
      Array.from({ length: 400 }, () => ({ metadata: { some } })),
      after(start, { seconds: some }),
    );
  }
  await sumUpUntil(db, after(start, { days: 60 }));
  const before = await allRecords();
  expect(before.count).toBe(records);

  expect(await run(['archive', '--before', 'then'])).toMatchObject({ status: 1 });
  const archived = await runAtLast(['archive', '--before', '2026-04', '--to', folder]);
  expect(archived.stderr).toBe('');
  expect(archived.status).toBe(0);
  expect((await allRecords()).count).toBe(0);
  expect((await readdir(folder)).filter((name) => !name.endsWith('.part'))).toHaveLength(6);
  expect(await run(['archive', '--before', '2026-04', '--to', folder])).toMatchObject({
    status: 0,
    stdout: 'There are no records of before 2026-04\n',
  });

  for (const month of ['03', '02', '01']) {
    const manifest = join(folder, `usage_records_2026_${month}.json`);
    const restored = await runAtLast(['restore', manifest]);
    // The one that was killed may have done all of it.
    if (restored.status !== 0) expect(restored.stderr).toContain('are here already');
  }
  expect(await allRecords()).toEqual(before);
});

it('says in one line what stands in the way', async () => {
  const away = await run(
    ['archive', '--before', '2026-04', '--to', folder],
    undefined,
    'postgres://127.0.0.1:1/none',
  );
  expect(away).toEqual({ status: 1, stdout: '', stderr: "The database can't be reached (ECONNREFUSED)\n" });
  // npm would take it for a folder of the project's.
  const relative = await run(['archive', '--before', '2026-04', '--to', 'here']);
  expect(relative).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('the whole path of a folder'),
  });
});
