import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { archiveMonth } from '../../../../src/metering/archive/archive-month.ts';
import { stateOf } from '../../../../src/metering/archive/month.ts';
import { asOwner, refuseStrangers } from '../../../../src/metering/archive/owner.ts';
import { restoreMonth } from '../../../../src/metering/archive/restore-month.ts';
import { waitUntil } from '../../../harness/clock/wait.ts';
import { after, start, useMeteringDatabase } from '../../../harness/metering/metering.ts';
import { auditUsage } from '../../../harness/metering/usage-audit.ts';
import { sumUpUntil } from '../../../harness/metering/usage-sums.ts';

const database = useMeteringDatabase();
const april = '2026-04-20T08:00:00.000Z';
const odd = { text: 'a "quoted", two\nlines, 例子, \\N', none: null, list: [1, { deep: true }] };

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'meterstone-archive-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** As the command does, on the months in their order. */
async function archive(
  months: readonly string[],
  { evenIfCounted = false, ...options }: { evenIfCounted?: boolean; patienceMs?: number } = {},
): Promise<void> {
  for (const month of months)
    await archiveMonth(database().connectionString, { month, folder, evenIfCounted, ...options });
}

const restore = (month: string) =>
  asOwner(database().connectionString, (client) => restoreMonth(client, manifestOf(month)));
const manifestOf = (month: string) => join(folder, `usage_records_${month.replace('-', '_')}.json`);
const recordsOf = (month: string) => manifestOf(month).replace('.json', '.csv.gz');
const place = (month: string) => asOwner(database().connectionString, (client) => stateOf(client, month));

const allRecords = () =>
  database().rows<{ record: string }>(
    'select record::text from public.usage_records as record order by account_id, occurred_at, id',
  );
const points = (accountId: string) =>
  database().rows(
    `select * from public.usage_points($1, null, '2026-01-01Z', '2027-01-01Z', '{}') order by feature_code, at`,
    [accountId],
  );

/** Somebody who used something in March and in April, summed up; the keys of March are forgotten. */
async function usedInMarch(): Promise<string> {
  const db = database();
  const accountId = await db.account({ calls: { quota: 1_000 } });
  const { record_id: recordId } = await db.use(accountId, { amount: 7, key: 'one', metadata: odd });
  await db.use(accountId, { amount: 5 }, after(start, { days: 3 }));
  await db.rows(`select public.void_usage_record($1, $2, 'a mistake', $3)`, [
    accountId,
    recordId,
    after(start, { days: 4 }),
  ]);
  await db.use(accountId, { amount: 11 }, april);
  // Told late: an April record of a March use.
  await db.use(accountId, { amount: 13, occurredAt: after(start, { days: 15 }) }, april);
  await sumUpUntil(db, after(april, { days: 30 }));
  await db.rows('select public.forget_usage_keys(1000)');
  return accountId;
}

describe('archiving a month', () => {
  it('keeps counters, statistics and the later months, and brings back the very same records', async () => {
    const accountId = await usedInMarch();
    const db = database();
    const before = { records: await allRecords(), points: await points(accountId) };
    const counters = await db.counters(accountId);

    await archive(['2026-01', '2026-02', '2026-03']);
    expect(await place('2026-03')).toBe('gone');
    expect(await readdir(folder)).toHaveLength(6);
    expect(await allRecords()).toHaveLength(2);
    expect(await points(accountId)).toEqual(before.points);
    expect(await db.counters(accountId)).toEqual(counters);
    expect(await auditUsage(db.connectionString)).toEqual([]);
    // Of days whose records are all there, the audit tells still.
    const sum = `update public.usage_sums set used[1] = used[1] + $2 where account_id = $1 and day >= '2026-04-01'`;
    await db.rows(sum, [accountId, 2]);
    expect(await db.rows('select detail from public.audit_usage_sums($1, $1)', [accountId])).toMatchObject([
      { detail: { day: '2026-04-20', 'used too few': -2 } },
    ]);
    await db.rows(sum, [accountId, -2]);
    const manifest = JSON.parse(await readFile(manifestOf('2026-03'), 'utf8'));
    expect(manifest).toMatchObject({ month: '2026-03', records: 3 });

    await expect(restore('2026-01')).rejects.toThrow('Restore 2026-02 first');
    for (const month of ['2026-03', '2026-02', '2026-01']) expect(await restore(month)).toBe(month);
    expect(await allRecords()).toEqual(before.records);
    expect(await points(accountId)).toEqual(before.points);
    await expect(restore('2026-03')).rejects.toThrow('here already');
    // A month that is back can be written to: what forbids changes forbids them again.
    await expect(db.rows('delete from public.usage_records')).rejects.toThrow();
  });

  it('tells nothing less than nothing of a quarter of an hour whose use is gone, and its void is not', async () => {
    const db = database();
    const accountId = await db.account({ calls: { quota: 1_000 } });
    const { record_id: recordId } = await db.use(accountId, { amount: 7 }, '2026-03-12T10:03:00Z');
    await db.rows(`select public.void_usage_record($1, $2, 'a mistake', $3)`, [accountId, recordId, april]);
    await sumUpUntil(db, after(april, { days: 30 }));
    await archive(['2026-01', '2026-02', '2026-03']);
    const spans = ['10:02', '10:05'].map((end) =>
      db.one(
        `select coalesce(sum(used), 0)::int as used, coalesce(sum(events), 0)::int as events
         from public.usage_points($1, null, '2026-03-12T10:00Z', $2, '{}')`,
        [accountId, `2026-03-12T${end}Z`],
      ),
    );
    expect(await Promise.all(spans)).toEqual([
      { used: 0, events: 0 },
      { used: 0, events: 0 },
    ]);
    for (const month of ['2026-03', '2026-02', '2026-01']) await restore(month);
  });

  it('is put back where its files can’t be written', async () => {
    await usedInMarch();
    const before = await allRecords();
    await writeFile(join(folder, 'file'), '');
    folder = join(folder, 'file');
    await expect(archive(['2026-01'])).rejects.toThrow('2026-01 stays');
    expect(await place('2026-01')).toBe('kept');
    expect(await allRecords()).toEqual(before);
    folder = join(folder, '..');
  });

  it('replaces an archive of the same records, and none of others', async () => {
    const accountId = await usedInMarch();
    await archive(['2026-01', '2026-02', '2026-03']);
    for (const month of ['2026-03', '2026-02', '2026-01']) await restore(month);
    await archive(['2026-01', '2026-02', '2026-03']);
    for (const month of ['2026-03', '2026-02', '2026-01']) await restore(month);

    // As in another database, or in this one from a backup of another time.
    await database().use(accountId, { amount: 1 }, after(start, { days: 5 }));
    await sumUpUntil(database(), after(april, { days: 31 }));
    const before = await allRecords();
    const files = () =>
      Promise.all([recordsOf('2026-03'), manifestOf('2026-03')].map((path) => readFile(path)));
    const [records, manifest] = await files();
    await archive(['2026-01', '2026-02']);
    await expect(archive(['2026-03'])).rejects.toThrow('tells of other records: name another folder');
    expect(await place('2026-03')).toBe('kept');
    expect(await files()).toEqual([records, manifest]);
    for (const month of ['2026-02', '2026-01']) await restore(month);
    expect(await allRecords()).toEqual(before);
  });

  it('is refused where the files are not as they were written, and nothing is changed', async () => {
    await usedInMarch();
    const before = await allRecords();
    await archive(['2026-01', '2026-02', '2026-03']);
    const whole = await readFile(recordsOf('2026-03'));
    await appendFile(recordsOf('2026-03'), 'x');
    await expect(restore('2026-03')).rejects.toThrow('is not the file that');
    await rm(recordsOf('2026-03'));
    await expect(restore('2026-03')).rejects.toThrow('cannot be read');
    expect(await place('2026-03')).toBe('gone');
    await writeFile(recordsOf('2026-03'), whole);
    await expect(
      asOwner(database().connectionString, (client) => restoreMonth(client, recordsOf('2026-03'))),
    ).rejects.toThrow('name its .json');
    for (const month of ['2026-03', '2026-02', '2026-01']) await restore(month);
    expect(await allRecords()).toEqual(before);
  });
});

it('is for the owner of the tables, of this version', async () => {
  const as = (role: string, ...before: string[]) =>
    asOwner(database().connectionString, async (client) => {
      await client.query('begin');
      for (const statement of before) await client.query(statement);
      await client.query(`set local role ${role}`);
      await refuseStrangers(client);
    });
  await as('none');
  await expect(as('pg_monitor')).rejects.toThrow('DATABASE_MIGRATION_URL');
  const older = `delete from meterstone_migrations.applied where name like '%0039%'`;
  await expect(as('none', older)).rejects.toThrow('of another version');
  await expect(as('none', 'drop table public.usage_records cascade')).rejects.toThrow('of another version');
});

describe('beside a transaction that has read all records', () => {
  async function reader(): Promise<pg.PoolClient> {
    const holder = await database().pool.connect();
    await holder.query('begin isolation level repeatable read');
    await holder.query('select count(*) from public.usage_records');
    return holder;
  }

  /** As a statement's limit does, and whoever ends what has waited for long. */
  const cutOff = () =>
    database().rows(
      `select pg_cancel_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'meterstone-archive' and state = 'active'
         and query like 'alter table%'`,
    );

  it('waits for it, and no use waits; cut off there, it goes on, at once or when called again', async () => {
    const db = database();
    await usedInMarch();
    const before = await allRecords();
    const accountId = await db.account({ calls: { quota: -1 } });
    await archive(['2026-01', '2026-02']);
    const holder = await reader();
    let waiting = Promise.resolve();
    try {
      const impatient = archive(['2026-03'], { patienceMs: 0 });
      const failed = expect(impatient).rejects.toThrow('2026-03 is on its way out, where nobody reads it');
      await waitUntil(async () => (await place('2026-03')) === 'leaving');
      let slowestMs = 0;
      for (let uses = 0; uses < 20; uses += 1) {
        const from = performance.now();
        await db.use(accountId, {}, april);
        slowestMs = Math.max(slowestMs, performance.now() - from);
      }
      expect(slowestMs).toBeLessThan(5_000);
      expect(await auditUsage(db.connectionString)).toEqual([]);
      await cutOff();
      await failed;
      expect(await place('2026-03')).toBe('leaving');

      waiting = archive(['2026-03']);
      // Called again, and cut off again, more than once.
      let cuts = 0;
      await waitUntil(async () => (cuts += (await cutOff()).length) > 2);
      expect(await place('2026-03')).toBe('leaving');
    } finally {
      await holder.query('rollback');
      holder.release();
    }

    await waiting;
    expect(await place('2026-03')).toBe('gone');
    for (const month of ['2026-03', '2026-02', '2026-01']) await restore(month);
    expect((await allRecords()).length).toBe(before.length + 20);
  });

  it('goes on where a command that was killed had come further than was seen', async () => {
    const db = database();
    await usedInMarch();
    const before = await allRecords();
    await archive(['2026-01', '2026-02']);
    const holder = await reader();
    const gate = await db.pool.connect();
    const killed = new pg.Client({ connectionString: db.connectionString });
    await killed.connect();
    killed.on('error', () => undefined);
    let waiting = Promise.resolve();
    try {
      await gate.query('begin');
      await gate.query('lock table public.archived_uses in exclusive mode');
      waiting = archive(['2026-03']);
      // It has found the month among the others, and is about to take it out.
      await db.waitForBlocked();
      const detaching = killed.query(
        'alter table public.usage_records detach partition public.usage_records_2026_03 concurrently',
      );
      const ended = expect(detaching).rejects.toThrow();
      await waitUntil(async () => (await place('2026-03')) === 'leaving');
      await db.rows(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and state = 'active' and query like 'alter table%'`,
      );
      await ended;
    } finally {
      for (const client of [gate, holder]) {
        await client.query('rollback');
        client.release();
      }
      await killed.end();
    }
    await waiting;
    expect(await place('2026-03')).toBe('gone');
    for (const month of ['2026-03', '2026-02', '2026-01']) await restore(month);
    expect(await allRecords()).toEqual(before);
  });
});

describe('cut off between two steps', () => {
  it('goes on with a month that stands apart already, or comes back from there', async () => {
    const db = database();
    await usedInMarch();
    const before = await allRecords();
    await archive(['2026-01', '2026-02']);
    await db.rows(
      'alter table public.usage_records detach partition public.usage_records_2026_03 concurrently',
    );
    expect(await place('2026-03')).toBe('apart');
    await archive(['2026-03']);
    expect(await place('2026-03')).toBe('gone');

    // Loaded, and not attached yet.
    await db.rows('create table public.usage_records_2026_03 (like public.usage_records including all)');
    await expect(restore('2026-03')).rejects.toThrow('holds other records than the file');
    await db.rows('drop table public.usage_records_2026_03');
    for (const month of ['2026-03', '2026-02', '2026-01']) await restore(month);
    expect(await allRecords()).toEqual(before);
  });
});

// Last, as what it leaves behind keeps months from leaving.
describe('a month that is needed', () => {
  it('stays while something needs it, and says what', async () => {
    const db = database();
    await usedInMarch();
    const before = await allRecords();
    await expect(archive(['2026-03'])).rejects.toThrow('an earlier month is still there');
    const young = new Date().toISOString().slice(0, 7);
    await expect(archive([young])).rejects.toThrow('five weeks after its end');
    await expect(archive(['2025-12'])).rejects.toThrow('There are no records of 2025-12');
    await archive(['2026-01', '2026-02']);

    const accountId = await db.account({ forever: { quota: 100, resetPeriod: 'never' } });
    await db.use(accountId, { featureCode: 'forever', amount: 9 }, after(start, { days: 1 }));
    // By its id it is of March, and the mark is past that: noted, and not summed up.
    await expect(archive(['2026-03'])).rejects.toThrow('not summed up');
    await sumUpUntil(db, after(april, { days: 31 }));
    await expect(archive(['2026-03'])).rejects.toThrow('of forever (1 accounts)');
    expect(await allRecords()).toHaveLength(before.length + 1);

    await archive(['2026-03'], { evenIfCounted: true });
    expect(await db.counter(accountId, 'forever')).toMatchObject({ used: 9 });
    for (const month of ['2026-03', '2026-02', '2026-01']) await restore(month);
  });
});
