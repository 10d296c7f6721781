import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { auditCredits } from '../../harness/credits/credits-audit.ts';
import { rounds } from '../../harness/load/load.ts';
import { oncePastLeaves } from '../../harness/metering/archived-months.ts';
import { elastic, useElasticDatabase, type ElasticDatabase } from '../../harness/metering/elastic.ts';
import { after } from '../../harness/metering/metering.ts';
import { auditShown } from '../../harness/metering/usage-audit.ts';
import { Course, tolerate, zones, type Act } from './course.ts';

// Quality, invariant 1, where credits may pay beyond quotas: whatever happens to an account, checks tell what recording
// finds, both books balance, and once all is taken back nothing is paid. FAULT_ROUNDS=n tries n courses.

const database = useElasticDatabase();

const plans = (['daily', 'monthly', 'never'] as const).flatMap((resetPeriod) => [
  { calls: { ...elastic, resetPeriod } },
  { calls: { ...elastic, quota: 25, resetPeriod, overageRate: { credits: 1, per: 3 } } },
  { calls: { quota: 15, resetPeriod } },
]);

const act = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('use'), amount: fc.integer({ min: 1, max: 9 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('use'),
      amount: fc.integer({ min: 1, max: 5 }),
      told: fc.integer({ min: -90_000, max: 300 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('hold'), amount: fc.integer({ min: 1, max: 12 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('commit', 'release'), which: fc.nat() }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('commit some'), which: fc.nat(), amount: fc.nat(15) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('void'), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reset') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('plan'), which: fc.nat(plans.length - 1) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('zone'), which: fc.nat(zones.length - 1) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('override'), amount: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('grant'), amount: fc.integer({ min: 1, max: 20 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('spend'), amount: fc.integer({ min: 1, max: 10 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('consent'), which: fc.nat(4) }) },
);
/** Seconds until the next act. */
const pause = fc.oneof(
  fc.integer({ min: -3, max: 90 }),
  fc.integer({ min: 0, max: 6 * 3600 }),
  fc.integer({ min: 0, max: 2 * 86_400 }),
);

class ElasticCourse extends Course {
  declare protected readonly db: ElasticDatabase;

  override async run(one: Act, at: string): Promise<void> {
    const { kind, amount = 1, which = 0 } = one;
    switch (kind) {
      case 'grant':
        // Some end within days.
        await this.db.grant(
          this.accountId,
          amount,
          amount % 2 === 0 ? after(at, { hours: amount * 3 }) : null,
          at,
        );
        return;
      case 'spend':
        return this.call(
          `consume_credits($1, jsonb_build_array(jsonb_build_object('amount', $3::int)), $2)`,
          at,
          amount,
        );
      case 'consent':
        return this.consent(which, at);
      case 'commit some': {
        const hold = this.reservations[which % this.reservations.length];
        return hold ? this.call('commit_reservation($1, $3, $4, $2)', at, hold, amount) : undefined;
      }
      default:
        return super.run(one, at);
    }
  }

  /** Without limit, with limits, or no; where the plan blocks, only a no is heard. */
  private async consent(which: number, at: string): Promise<void> {
    const isElastic = await this.db.rows(
      `select from public.account_entitlements where account_id = $1 and overage = 'credits'`,
      [this.accountId],
    );
    await this.db.consent(this.accountId, isElastic.length > 0 && which > 0, {
      cap: which > 1 ? which * 6 : undefined,
      at,
    });
  }

  protected override async use(amount: number, occurredAt: string, at: string): Promise<void> {
    if (occurredAt !== at) return super.use(amount, occurredAt, at);
    const told = await this.db.check(this.accountId, amount, at);
    const outcome = await this.db.use(this.accountId, { amount }, at);
    expect(outcome.code).toBe(told);
    if (outcome.record_id !== null) this.records.push(outcome.record_id);
  }
}

describe('whatever happens to an account whose credits may pay', () => {
  it('checks tell what recording finds, and both books balance', async () => {
    const db = database();
    const versions = await Promise.all(plans.map((offers) => db.plan(offers)));
    const planIds = versions.map(({ versionId }) => versionId);
    const { versionId } = await db.plan({ calls: { ...elastic, resetPeriod: 'never' } });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(pause, act), { minLength: 10, maxLength: 40 }), async (acts) => {
        let at = '2026-03-10T23:50:00.000Z';
        const course = new ElasticCourse(
          db,
          await db.account(versions[0], { at: '2026-02-11T00:00:00.000Z' }),
          planIds,
        );
        await course.run({ kind: 'grant', amount: 19 }, at);
        await course.run({ kind: 'consent', which: 1 }, at);
        for (const [seconds, one] of acts) {
          at = after(at, { seconds });
          await tolerate(course.run(one, at));
          expect(await auditShown(db.pool, course.accountId, at)).toEqual([]);
        }
        expect(await auditCredits(db.pool, course.accountId)).toEqual([]);
        const past = await oncePastLeaves(db.pool, course.accountId, { versionId, at });
        expect(past).toMatchObject({ gone: past.there, faults: [] });

        // Once all is taken back, nothing is paid of what is open.
        at = after(at, { hours: 49 });
        // Opens the counter where none is open: what it carries over is reset, too.
        await course.run({ kind: 'use' }, at);
        await course.run({ kind: 'reset' }, at);
        const [, used, reserved, units, paid] = await db.standing(course.accountId, at);
        expect([used, reserved, units, paid]).toEqual([0, 0, 0, 0]);
        expect(await db.credits(course.accountId, at)).toEqual([expect.any(Number), 0]);
      }),
      // Shrinking a course of minutes takes many; seed and path tell it.
      { numRuns: rounds(40), endOnFailure: true },
    );
  }, 600_000);
});
