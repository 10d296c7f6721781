import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type pg from 'pg';
import { archiveMonth } from '../../../../src/metering/archive/archive-month.ts';
import { stateOf } from '../../../../src/metering/archive/month.ts';
import { asOwner } from '../../../../src/metering/archive/owner.ts';
import { restoreMonth } from '../../../../src/metering/archive/restore-month.ts';
import { waitUntil } from '../../../harness/clock/wait.ts';
import { listenerOf } from '../../../harness/database/database.ts';
import { elastic, useElasticDatabase } from '../../../harness/metering/elastic.ts';
import { auditUsage } from '../../../harness/metering/usage-audit.ts';
import { sumUpUntil } from '../../../harness/metering/usage-sums.ts';
import { startProxy } from '../../../harness/processes/proxy.ts';

// What happens while a month is on its way out. What was voided after it had been noted, and before it left, is noted
// anew, and until then nothing breaks.

const database = useElasticDatabase();
const january = '2026-01-15T08:00:00.000Z';
const july = '2026-07-10T08:00:00.000Z';
const never = { calls: { ...elastic, resetPeriod: 'never' } } as const;
const monthly = { calls: { ...elastic, resetPeriod: 'monthly' } } as const;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'meterstone-archive-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A transaction that has read all records, for which a month waits that is on its way out. */
let reader: pg.PoolClient | undefined;
beforeEach(async () => {
  reader = await database().pool.connect();
  await reader.query('begin isolation level repeatable read');
  await reader.query('set local idle_in_transaction_session_timeout = 0');
  await reader.query('select count(*) from public.usage_records');
});
async function readerEnds(): Promise<void> {
  await reader?.query('rollback');
  reader?.release();
  reader = undefined;
}
afterEach(readerEnds);

const archive = (options: { patienceMs?: number; url?: string } = {}) =>
  archiveMonth(options.url ?? database().connectionString, {
    month: '2026-01',
    folder,
    evenIfCounted: true,
    ...options,
  });
const place = () => asOwner(database().connectionString, (client) => stateOf(client, '2026-01'));

/** Of another folder each time, as the files tell of other records. */
async function restore(): Promise<void> {
  await asOwner(database().connectionString, (client) =>
    restoreMonth(client, join(folder, 'usage_records_2026_01.json')),
  );
  await rm(folder, { recursive: true });
  folder = await mkdtemp(join(tmpdir(), 'meterstone-archive-'));
}

/** As a statement's limit does; whether there was anything. */
async function cutOff(): Promise<boolean> {
  const { length } = await database().rows(
    `select pg_cancel_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name = 'meterstone-archive' and state = 'active'
       and query like 'alter table%'`,
  );
  return length > 0;
}

/** As the command does until it waits for the reader, with something in between. */
async function leaveHalf(meanwhile: () => Promise<void>): Promise<void> {
  await database().rows(`select public.note_archived_uses('2026-01-01Z')`);
  await meanwhile();
  await asOwner(database().connectionString, async (client) => {
    await client.query(`set statement_timeout = '300ms'`);
    await expect(
      client.query(
        'alter table public.usage_records detach partition public.usage_records_2026_01 concurrently',
      ),
    ).rejects.toThrow('statement timeout');
  });
  expect(await place()).toBe('leaving');
}

/** Somebody who used 12 in January and 2 in February, and the record of January's. */
async function usedUp(on: typeof never | typeof monthly) {
  const accountId = await database().elasticAccount(1_000, { on, at: january });
  const { record_id: recordId } = await database().use(accountId, { amount: 12 }, '2026-01-20T12:00:00Z');
  await database().use(accountId, { amount: 2 }, '2026-02-20T12:00:00Z');
  return { accountId, recordId };
}

it('resets and opens counters while what was noted is of before a void, and notes it anew', async () => {
  const db = database();
  const open = await usedUp(never);
  const opening = await usedUp(monthly);
  const later = await usedUp(monthly);
  await sumUpUntil(db, july);
  await leaveHalf(async () => {
    for (const { accountId, recordId } of [open, opening, later]) await db.void(accountId, recordId, july);
  });
  expect(await auditUsage(db.connectionString)).toEqual([]);

  await db.reset(open.accountId, july);
  expect(await db.standing(open.accountId, july)).toEqual([10, 0, 0, 0, 0]);
  expect(await db.credits(open.accountId, july)).toEqual([1_000, 0]);

  // Too much, and of what credits paid, which has come back, nothing.
  await db.movePlan(opening.accountId, never, july);
  await db.rows(`select public.find_counters(array[$1]::uuid[], '{calls}', array[$2]::timestamptz[], $2)`, [
    opening.accountId,
    july,
  ]);
  expect(await db.standing(opening.accountId, july)).toEqual([10, 14, 0, 0, 0]);
  expect(await auditUsage(db.connectionString)).toEqual([]);
  await db.reset(opening.accountId, july);
  expect(await db.standing(opening.accountId, july)).toEqual([10, 0, 0, 0, 0]);
  expect(await db.credits(opening.accountId, july)).toEqual([1_000, 0]);

  const impatient = expect(archive({ patienceMs: 0 })).rejects.toThrow('2026-01 is on its way out');
  await waitUntil(cutOff);
  await impatient;
  expect(await place()).toBe('leaving');
  await db.movePlan(later.accountId, never, july);
  expect(await db.standing(later.accountId, july)).toEqual([10, 2, 0, 0, 0]);
  expect(await auditUsage(db.connectionString)).toEqual([]);

  await readerEnds();
  await archive();
  expect(await auditUsage(db.connectionString)).toEqual([]);
  await restore();
});

it('notes anew within seconds, however long the month is on its way', async () => {
  const db = database();
  const { accountId } = await usedUp(monthly);
  await sumUpUntil(db, july);
  const archiving = archive();
  await waitUntil(async () => (await place()) === 'leaving');
  // As if some of it had been voided since.
  const noted = 'select amount::int as amount from public.archived_uses where account_id = $1';
  await db.rows('update public.archived_uses set amount = amount + 5 where account_id = $1', [accountId]);
  await waitUntil(async () => (await db.one<{ amount: number }>(noted, [accountId])).amount === 12);
  expect(await place()).toBe('leaving');

  await readerEnds();
  await archiving;
  await restore();
});

it('waits for a database that restarts, and says where the month may be if it does not', async () => {
  const db = database();
  await usedUp(monthly);
  await sumUpUntil(db, july);
  const proxy = await startProxy(listenerOf(db.connectionString));
  const to = new URL(db.connectionString);
  to.hostname = '127.0.0.1';
  to.port = String(proxy.port);
  const url = to.href;
  try {
    const impatient = expect(archive({ url, patienceMs: 0 })).rejects.toThrow(
      '2026-01 may be on its way out, where nobody reads it: archive it again',
    );
    await waitUntil(async () => (await place()) === 'leaving');
    proxy.cut();
    await impatient;
    proxy.mend();
    await waitUntil(async () => !(await cutOff()));

    const archiving = archive({ url });
    let ended: unknown;
    void archiving.catch((error: unknown) => (ended = error));
    await db.waitForBlocked();
    proxy.cut();
    await delay(1_000);
    expect(ended).toBeUndefined();
    proxy.mend();
    await readerEnds();
    await archiving;
    expect(await place()).toBe('gone');
  } finally {
    await proxy.stop();
  }
  await restore();
});
