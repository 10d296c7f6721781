import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { archiveMonth } from '../../../../src/metering/archive/archive-month.ts';
import { asOwner } from '../../../../src/metering/archive/owner.ts';
import { restoreMonth } from '../../../../src/metering/archive/restore-month.ts';
import { elastic, useElasticDatabase } from '../../../harness/metering/elastic.ts';
import type { Offers } from '../../../harness/metering/metering.ts';
import { auditUsage } from '../../../harness/metering/usage-audit.ts';
import { sumUpUntil } from '../../../harness/metering/usage-sums.ts';

// Uses that have left for files are not sold again: where the reset period changes, they are carried over as if their
// records were there still.

const database = useElasticDatabase();
const january = '2026-01-15T08:00:00.000Z';
const july = '2026-07-10T08:00:00.000Z';
const day = (monthAndDay: string, time = '12:00') => `2026-${monthAndDay}T${time}:00.000Z`;

const daily = { calls: { ...elastic, resetPeriod: 'daily' } } as const;
const monthly = { calls: { ...elastic, resetPeriod: 'monthly' } } as const;
const never = { calls: { ...elastic, resetPeriod: 'never' } } as const;

const uses = async (accountId: string, all: Record<string, number>) => {
  const ids: Record<string, string | null> = {};
  for (const [at, amount] of Object.entries(all))
    ids[at] = (await database().use(accountId, { amount }, day(at))).record_id;
  return ids;
};
const override = (accountId: string, quota: number | null, at: string) =>
  database().rows(`select public.set_quota_override($1, 'calls', $2, null, 'a pilot', $3)`, [
    accountId,
    quota,
    at,
  ]);
const comeAt = (at: string, on: Offers) => database().elasticAccount(1_000, { on, at });

/** What each has used by July, and what credits have paid of it, once it goes on without end. */
const courses: {
  name: string;
  begin: () => Promise<string>;
  stands: { used: number; paid: number; credits: number };
}[] = [
  {
    name: 'months that are over',
    begin: async () => {
      const accountId = await comeAt(january, monthly);
      await uses(accountId, { '01-20': 1, '02-20': 2, '03-20': 3, '04-20': 4, '06-20': 5 });
      return accountId;
    },
    stands: { used: 15, paid: 0, credits: 0 },
  },
  {
    name: 'a counter without end that a change has closed, once it goes on',
    begin: async () => {
      const accountId = await comeAt(january, never);
      // The last of these within the month that goes on from the middle of April.
      await uses(accountId, { '01-20': 1, '03-20': 2, '04-10': 9, '04-18': 3 });
      await database().movePlan(accountId, monthly, day('04-20'));
      await uses(accountId, { '04-21': 3, '05-20': 4 });
      return accountId;
    },
    stands: { used: 22, paid: 5, credits: 8 },
  },
  {
    name: 'what credits paid, and some of it that came back',
    begin: async () => {
      const accountId = await comeAt(january, monthly);
      const ids = await uses(accountId, { '02-20': 12, '03-20': 14, '03-21': 2, '04-20': 10, '06-20': 12 });
      await database().void(accountId, ids['03-21'] ?? null, day('03-22'));
      return accountId;
    },
    stands: { used: 48, paid: 8, credits: 12 },
  },
  {
    name: 'what no reset has wiped',
    begin: async () => {
      const accountId = await comeAt(january, monthly);
      await uses(accountId, { '01-20': 12, '02-20': 13 });
      await database().reset(accountId, day('02-21'));
      await uses(accountId, { '02-22': 2 });
      // A day that has carried the month's use of today over, and is reset.
      await uses(accountId, { '03-20': 4 });
      await database().movePlan(accountId, daily, day('03-20', '13:00'));
      await database().reset(accountId, day('03-20', '14:00'));
      await database().movePlan(accountId, monthly, day('03-21'));
      await uses(accountId, { '03-22': 1 });
      return accountId;
    },
    stands: { used: 15, paid: 2, credits: 3 },
  },
  {
    name: 'what a reset of later wipes',
    begin: async () => {
      const accountId = await comeAt(january, never);
      await uses(accountId, { '01-20': 3 });
      await database().movePlan(accountId, monthly, day('02-20'));
      await database().movePlan(accountId, never, day('03-20'));
      await uses(accountId, { '03-21': 1 });
      await database().reset(accountId, day('06-20'));
      await uses(accountId, { '06-21': 2 });
      await database().movePlan(accountId, monthly, day('06-22'));
      return accountId;
    },
    stands: { used: 2, paid: 0, credits: 0 },
  },
  {
    name: 'what was taken back after its month had ended, and what came too late for it',
    begin: async () => {
      const accountId = await comeAt(january, monthly);
      const ids = await uses(accountId, { '02-20': 4, '02-21': 5, '02-22': 13 });
      await database().void(accountId, ids['02-20'] ?? null, day('04-01'));
      await database().void(accountId, ids['02-22'] ?? null, day('06-01'));
      const late = { amount: 7, occurredAt: day('02-25') };
      expect(await database().use(accountId, late, day('03-20'))).toMatchObject({ period_start: null });
      return accountId;
    },
    stands: { used: 5, paid: 0, credits: 0 },
  },
  {
    name: 'days, of which some were used up',
    begin: async () => {
      const accountId = await comeAt(january, daily);
      await uses(accountId, { '01-20': 11, '03-31': 12, '06-20': 13 });
      await database().use(
        accountId,
        { amount: 4, occurredAt: day('04-01', '00:01') },
        day('03-31', '23:58'),
      );
      return accountId;
    },
    stands: { used: 40, paid: 6, credits: 10 },
  },
  {
    name: 'what a feature used since the plan came, that had been there before it, and comes back with it',
    begin: async () => {
      const accountId = await database().account(null);
      await override(accountId, 100, day('01-05'));
      await uses(accountId, { '01-07': 1 });
      await database().movePlan(accountId, { other: {} }, january);
      await uses(accountId, { '01-20': 2 });
      await override(accountId, null, day('01-21'));
      return accountId;
    },
    stands: { used: 2, paid: 0, credits: 0 },
  },
];

describe('a change of reset period after months have left', () => {
  const accounts: string[] = [];
  let versionId = '';
  /** Whose use is wiped once it has left. */
  let wiped = '';
  let folder = '';

  beforeAll(async () => {
    const db = database();
    folder = await mkdtemp(join(tmpdir(), 'meterstone-archive-'));
    ({ versionId } = await db.plan(never));
    for (const { begin } of courses) accounts.push(await begin());
    wiped = await comeAt(january, never);
    await uses(wiped, { '01-20': 12, '02-20': 3 });
    await sumUpUntil(db, july);
  });
  const archive = async (...months: string[]) => {
    for (const month of months)
      await archiveMonth(database().connectionString, { month, folder, evenIfCounted: true });
  };

  /** Used, paid units and credits, if it went on without end in July. */
  async function standingBy(accountId: string) {
    const client = await database().pool.connect();
    try {
      await client.query('begin');
      await client.query('select public.apply_plan_version(array[$1]::uuid[], $2, $3)', [
        accountId,
        versionId,
        july,
      ]);
      const { rows } = await client.query<{ used: number; paid: number; credits: number }>(
        `select (state).used, (state).overage as paid, (state).overage_credits as credits
         from public.quota_states(array[$1]::uuid[], '{calls}', $2) as state`,
        [accountId, july],
      );
      return rows[0];
    } finally {
      await client.query('rollback');
      client.release();
    }
  }
  async function allStanding() {
    const standings = [];
    for (const [place, { name }] of courses.entries())
      standings.push([name, await standingBy(accounts[place] ?? '')]);
    return standings;
  }

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('carries over what it did while they were there', async () => {
    const before = courses.map(({ name, stands }) => [name, stands]);
    expect(await allStanding()).toEqual(before);
    for (const month of ['2026-01', '2026-02', '2026-03', '2026-04']) {
      await archive(month);
      expect({ month, now: await allStanding() }).toEqual({ month, now: before });
    }
  });

  it('knows a use that was taken back while its month was here again, or about to leave', async () => {
    const db = database();
    const accountId = await comeAt(january, monthly);
    const ids = await uses(accountId, { '06-18': 1, '06-19': 2, '06-20': 14 });
    expect(await standingBy(wiped)).toEqual({ used: 15, paid: 5, credits: 8 });
    await db.reset(wiped, day('06-21'));
    expect(await db.credits(wiped, july)).toEqual([1_000, 0]);
    await db.movePlan(wiped, monthly, day('06-22'));
    const take = (at: string) => db.void(accountId, ids[at] ?? null, july);
    await sumUpUntil(db, day('07-11'));
    const before = await allStanding();
    await archive('2026-05', '2026-06');
    expect(await allStanding()).toEqual(before);
    // Nobody knows of the reset any more.
    expect(await standingBy(wiped)).toEqual({ used: 0, paid: 0, credits: 0 });
    expect(await standingBy(accountId)).toEqual({ used: 17, paid: 7, credits: 11 });

    await asOwner(db.connectionString, (client) =>
      restoreMonth(client, join(folder, 'usage_records_2026_06.json')),
    );
    expect(await standingBy(accountId)).toEqual({ used: 17, paid: 7, credits: 11 });
    await take('06-18');
    await sumUpUntil(db, day('07-12'));
    await db.rows(`select public.note_archived_uses('2026-06-01Z')`);
    await take('06-20');
    expect(await standingBy(accountId)).toEqual({ used: 2, paid: 0, credits: 0 });
    await db.rows(
      'alter table public.usage_records detach partition public.usage_records_2026_06 concurrently',
    );
    // Its files tell of what was there before.
    await rm(folder, { recursive: true });
    await mkdir(folder);
    await archive('2026-06');
    expect(await standingBy(accountId)).toEqual({ used: 2, paid: 0, credits: 0 });
    expect(await allStanding()).toEqual(before);
  });

  it('can be reset, and what credits paid comes back', async () => {
    const db = database();
    for (const accountId of accounts) {
      await db.applyPlan(accountId, versionId, july);
      await db.use(accountId, { amount: 1 }, july);
      const paid = (await db.counters(accountId)).at(-1)?.overage_credits ?? 0;
      const [credits] = await db.credits(accountId, july);
      expect(await auditUsage(db.connectionString)).toEqual([]);
      await db.reset(accountId, day('07-11'));
      expect(await db.standing(accountId, day('07-11'))).toEqual([10, 0, 0, 0, 0]);
      expect(await db.credits(accountId, day('07-11'))).toEqual([credits + paid, 0]);
      expect(await auditUsage(db.connectionString)).toEqual([]);
    }
  });
});
