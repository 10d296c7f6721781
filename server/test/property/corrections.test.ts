import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sqlstateOf } from '../../src/db/sqlstate.ts';
import { rounds } from '../harness/load.ts';
import { after, useMeteringDatabase } from '../harness/metering.ts';
import { auditAccepted, auditShown, auditUsage } from '../harness/usage-audit.ts';

// Quality, invariant 1, in all that may happen to one account: what its open counters hold is what has been used and
// not taken back, and nothing that may be asked fails in a way that nobody foresaw. FAULT_ROUNDS=n tries n courses.

const database = useMeteringDatabase();

const zones = ['UTC', 'Asia/Shanghai', 'America/New_York'];
const plans = (['daily', 'monthly', 'never'] as const).flatMap((resetPeriod) =>
  [40, 1000].map((quota) => ({ calls: { quota, resetPeriod } })),
);
/** Refusals that are answers. */
const foreseen = ['MSQEX', 'MSRCL', 'MSVOI', 'MSFNP'];

const act = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('use'), amount: fc.integer({ min: 1, max: 20 }) }) },
  // Up to five minutes ahead, and into the day before.
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('use'),
      amount: fc.constant(3),
      told: fc.integer({ min: -90_000, max: 300 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('use'),
      amount: fc.constant(2),
      told: fc.integer({ min: 1, max: 300 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('plan'), which: fc.nat(plans.length - 1) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('hold'), amount: fc.integer({ min: 1, max: 10 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('commit', 'release'), which: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('void'), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reset') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('zone'), which: fc.nat(zones.length - 1) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('override'), amount: fc.integer({ min: 1, max: 50 }) }),
  },
);
/** Seconds until the next act: some fall close together, and some ask for a time a little before the one ahead. */
const pause = fc.oneof(
  fc.integer({ min: -3, max: 90 }),
  fc.integer({ min: 0, max: 6 * 3600 }),
  fc.integer({ min: 0, max: 3 * 86_400 }),
);
/** Where clocks run ahead of ours, days end, and quotas of 40 change their reset period: what opens counters early. */
const actAtMidnight = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('use'), amount: fc.integer({ min: 1, max: 12 }) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('use'),
      amount: fc.integer({ min: 1, max: 3 }),
      told: fc.integer({ min: 100, max: 300 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('plan'), which: fc.constantFrom(0, 2) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('hold'), amount: fc.integer({ min: 4, max: 15 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('commit', 'release'), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('zone'), which: fc.nat(zones.length - 1) }) },
);
const pauseAtMidnight = fc.integer({ min: 0, max: 40 });

interface Act {
  kind: string;
  amount?: number;
  /** Seconds from now on at which it is said to have happened. */
  told?: number;
  which?: number;
}

/** One account in the hands of whoever. */
class Course {
  readonly holds: string[] = [];
  readonly records: string[] = [];
  readonly accountId: string;
  readonly planIds: string[];

  constructor(accountId: string, planIds: string[]) {
    this.accountId = accountId;
    this.planIds = planIds;
  }

  async run({ kind, amount = 1, told = 0, which = 0 }: Act, at: string): Promise<void> {
    const hold = this.holds[which % this.holds.length];
    const record = this.records[which % this.records.length];
    switch (kind) {
      case 'use':
        return this.use(amount, after(at, { seconds: told }), at);
      case 'plan':
        return this.call('apply_plan_version(array[$1]::uuid[], $3, $2)', at, this.planIds[which]);
      case 'zone':
        return this.call('change_time_zone($1, $3, $2)', at, zones[which]);
      case 'override':
        return this.call(
          `set_quota_override($1, 'calls', $3, $4, 'why', $2)`,
          at,
          amount * 20,
          after(at, { hours: amount }),
        );
      case 'reset':
        return this.call(`reset_usage($1, null, 'goodwill', $2)`, at);
      case 'hold':
        return this.hold(amount, at);
      case 'commit':
        if (!hold) return;
        await this.call('commit_reservation($1, $3, null, $2)', at, hold);
        this.records.push(
          ...(await database().records(this.accountId)).flatMap((one) =>
            one.reservation_id === hold ? [one.id] : [],
          ),
        );
        return;
      case 'release':
        return hold ? this.call('release_reservation($1, $3, $2)', at, hold) : undefined;
      case 'void':
        return record ? this.call(`void_usage_record($1, $3, 'a mistake', $2)`, at, record) : undefined;
    }
  }

  private async use(amount: number, occurredAt: string, at: string): Promise<void> {
    const { record_id: id, period_start: start } = await database().use(
      this.accountId,
      { amount, ...(occurredAt === at ? {} : { occurredAt }) },
      at,
    );
    if (id !== null) this.records.push(id);
    if (id !== null && start !== null) await this.mustStandWithin(start);
  }

  /** Some last for minutes, some for days. */
  private async hold(amount: number, at: string): Promise<void> {
    const { id, period_start: start } = await database().one<{ id: string; period_start: Date }>(
      `select (reservation).id, (reservation).period_start
       from public.reserve_feature_usage($1, 'calls', $2, $3, null, $4)`,
      [this.accountId, amount, amount % 3 === 0 ? '3 minutes' : '2 days', at],
    );
    this.holds.push(id);
    await this.mustStandWithin(start);
  }

  private async mustStandWithin(start: Date): Promise<void> {
    expect(await auditAccepted(database().pool, this.accountId, start)).toEqual([]);
  }

  /** `$1` is the account, `$2` the time, `$3` and so on the values. */
  private async call(call: string, at: string, ...values: unknown[]): Promise<void> {
    await database().rows(`select public.${call}`, [this.accountId, at, ...values]);
  }
}

async function tolerate(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!foreseen.includes(sqlstateOf(error) ?? '')) throw error;
  }
}

describe('whatever happens to an account', () => {
  it.each([
    ['at any time', fc.array(fc.tuple(pause, act), { minLength: 5, maxLength: 40 }), 40],
    [
      'around midnight',
      fc.array(fc.tuple(pauseAtMidnight, actAtMidnight), { minLength: 15, maxLength: 30 }),
      60,
    ],
  ])(
    'each use and hold fits its counter, and counters hold what was used: %s',
    async (_, courses, runs) => {
      const db = database();
      const versions = await Promise.all(plans.map((offers) => db.plan(offers)));
      await fc.assert(
        fc.asyncProperty(courses, async (acts) => {
          let at = '2026-03-10T23:50:00.000Z';
          const planIds = versions.map(({ versionId }) => versionId);
          const course = new Course(
            await db.account(versions[0], { at: '2026-02-11T00:00:00.000Z' }),
            planIds,
          );
          for (const [seconds, one] of acts) {
            at = after(at, { seconds });
            await tolerate(course.run(one, at));
            expect(await auditShown(db.pool, course.accountId, at)).toEqual([]);
          }
          at = after(at, { seconds: 10 });
          for (const [which] of course.records.entries())
            await tolerate(course.run({ kind: 'void', which }, at));
          const left = await db.rows(
            `select period_start, period_end, counts_from, counts_until, used, carried from public.user_usage
           where account_id = $1 and period_end > $2 and counts_until = 'infinity' and used > 0`,
            [course.accountId, at],
          );
          expect(left).toEqual([]);
        }),
        // Shrinking a course of minutes takes many; seed and path tell it.
        { numRuns: rounds(runs), endOnFailure: true },
      );
      expect(await auditUsage(db.connectionString)).toEqual([]);
    },
    600_000,
  );
});
