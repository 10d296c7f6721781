import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { archiveMonth } from '../../../../src/metering/archive/archive-month.ts';
import { elastic, useElasticDatabase } from '../../../harness/metering/elastic.ts';
import { after, start } from '../../../harness/metering/metering.ts';
import { auditUsage } from '../../../harness/metering/usage-audit.ts';
import { sumUpUntil } from '../../../harness/metering/usage-sums.ts';

// What the health check says of counters whose records have left: nothing, as nobody can tell.

const database = useElasticDatabase();
const byDay = { calls: { ...elastic, resetPeriod: 'daily' } } as const;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'meterstone-archive-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('finds nothing wrong with counters whose uses, what credits paid for them, or voids are in files', async () => {
  const db = database();
  const paying = await db.elasticAccount(100);
  await db.use(paying, { amount: 12 });
  const voiding = await db.elasticAccount(100);
  const { record_id: recordId } = await db.use(voiding, { amount: 12 });
  await db.rows(`select public.void_usage_record($1, $2, 'a mistake', '2026-05-01Z')`, [voiding, recordId]);
  // Told at the end of March, and charged to the first day of April.
  const ahead = await db.elasticAccount(100, { on: byDay });
  await db.use(ahead, { amount: 12, occurredAt: '2026-04-01T00:01:00Z' }, '2026-03-31T23:58:00Z');
  await sumUpUntil(db, after(start, { days: 120 }));
  expect(await auditUsage(db.connectionString)).toEqual([]);

  const { counted } = await db.one<{ counted: object }>(
    `select counted from public.usage_month_is_needed('2026-03-01Z', '2026-04-01T12:00Z')`,
  );
  expect(counted).toEqual({ calls: 3 });

  for (const month of ['2026-01', '2026-02', '2026-03', '2026-04', '2026-05']) {
    await archiveMonth(db.connectionString, { month, folder, evenIfCounted: false });
    expect({ month, wrong: await auditUsage(db.connectionString) }).toEqual({ month, wrong: [] });
  }
});

it('still finds what is wrong with the counters of months that are there', async () => {
  const db = database();
  const july = '2026-07-10T12:00:00.000Z';
  const accountId = await db.elasticAccount(100, { at: july });
  await db.use(accountId, { amount: 12 }, july);
  await db.rows('update public.user_usage set overage = overage + 1 where account_id = $1', [accountId]);
  expect(await auditUsage(db.connectionString)).toEqual([
    expect.stringContaining('overage = what credits paid and hold'),
  ]);
  await db.rows('update public.user_usage set overage = overage - 1 where account_id = $1', [accountId]);
});
