import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rounds } from '../../harness/load/load.ts';
import { oncePastLeaves } from '../../harness/metering/archived-months.ts';
import { after, useMeteringDatabase } from '../../harness/metering/metering.ts';
import { auditDays, auditShown, auditUsage } from '../../harness/metering/usage-audit.ts';
import { Course, tolerate, zones } from './course.ts';

// Quality, invariant 1, in all that may happen to one account: what its open counters hold is what has been used and
// not taken back, and nothing that may be asked fails in a way that nobody foresaw. FAULT_ROUNDS=n tries n courses.

const database = useMeteringDatabase();

const plans = (['daily', 'monthly', 'never'] as const).flatMap((resetPeriod) =>
  [40, 1000].map((quota) => ({ calls: { quota, resetPeriod } })),
);

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
/** Where days come and go while their account travels: what an interrupted day knows of its end grows old. */
const actOfTravellers = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('use'), amount: fc.integer({ min: 1, max: 8 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('use'),
      amount: fc.constant(1),
      told: fc.integer({ min: -90_000, max: 300 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('plan'), which: fc.constantFrom(0, 2) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('zone'), which: fc.nat(zones.length - 1) }) },
);
const pauseOfTravellers = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 14 * 3600 }));

describe('whatever happens to an account', () => {
  it.each([
    ['at any time', fc.array(fc.tuple(pause, act), { minLength: 5, maxLength: 40 }), 40],
    [
      'around midnight',
      fc.array(fc.tuple(pauseAtMidnight, actAtMidnight), { minLength: 15, maxLength: 30 }),
      60,
    ],
    [
      'from zone to zone',
      fc.array(fc.tuple(pauseOfTravellers, actOfTravellers), { minLength: 15, maxLength: 30 }),
      40,
    ],
  ])(
    'each use and reservation fits its counter, and counters hold what was used: %s',
    async (_, courses, runs) => {
      const db = database();
      const versions = await Promise.all(plans.map((offers) => db.plan(offers)));
      const { versionId } = await db.plan({ calls: { quota: 100_000, resetPeriod: 'never' } });
      await fc.assert(
        fc.asyncProperty(courses, async (acts) => {
          let at = '2026-03-10T23:50:00.000Z';
          const planIds = versions.map(({ versionId }) => versionId);
          const course = new Course(
            db,
            await db.account(versions[0], { at: '2026-02-11T00:00:00.000Z' }),
            planIds,
          );
          for (const [seconds, one] of acts) {
            at = after(at, { seconds });
            await tolerate(course.run(one, at));
            expect(await auditShown(db.pool, course.accountId, at)).toEqual([]);
            expect(await auditDays(db.pool, course.accountId, { at, movedAt: course.movedAt })).toEqual([]);
          }
          const past = await oncePastLeaves(db.pool, course.accountId, { versionId, at });
          expect(past).toMatchObject({ gone: past.there, faults: [] });
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
