import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { auditCredits } from '../../harness/credits/credits-audit.ts';
import { useCreditsDatabase, type CreditsDatabase } from '../../harness/credits/credits.ts';
import { rounds } from '../../harness/load/load.ts';
import { after, start } from '../../harness/metering/metering.ts';

// Whatever plans an account gets, when, and whoever comes at the turn of a period: the books hold all their rules, a
// period gives at most what the greatest of its plans includes, and what is read is what settling makes of it.

const database = useCreditsDatabase();

const act = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('change' as const),
      plan: fc.nat(5),
      // The plan may end, with another one to follow it.
      endsInDays: fc.option(fc.integer({ min: 1, max: 50 })),
      next: fc.nat(5),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('use' as const), amount: fc.integer({ min: 1, max: 90 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('settle' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('buy' as const) }) },
);
type Act = typeof act extends fc.Arbitrary<infer Value> ? Value : never;

/** Hours until the next act: often the same day, at times beyond one turn or several. */
const pause = fc.oneof(
  fc.constantFrom(0, 1, 24),
  fc.integer({ min: 0, max: 24 * 20 }),
  fc.constantFrom(24 * 31, 24 * 75),
);

async function publishVersions(db: CreditsDatabase): Promise<string[]> {
  return [
    await db.planVersion(null),
    await db.planVersion({ amount: 100 }),
    await db.planVersion({ amount: 300 }),
    await db.planVersion({ amount: 50, rolloverPeriods: 1 }),
    await db.planVersion({ amount: 200, rolloverPeriods: 2 }),
    await db.planVersion({ amount: 1000, interval: 'year' }),
  ];
}

async function run(accountId: string, versions: readonly string[], one: Act, at: string): Promise<void> {
  const db = database();
  const version = (nth: number) => versions[nth] ?? '';
  if (one.kind === 'use') await db.use(accountId, one.amount, at);
  else if (one.kind === 'buy') await db.grant(accountId, { source: 'purchase', amount: 40 }, at);
  else if (one.kind === 'settle') await db.rows('select public.settle_credits($1, $2)', [accountId, at]);
  else {
    const end =
      one.endsInDays === null || one.next === one.plan
        ? {}
        : { endsAt: after(at, { days: one.endsInDays }), nextVersionId: version(one.next) };
    await db.setPlan(accountId, version(one.plan), at, end);
  }
}

/** What months gave, by their beginning. */
async function monthly(accountId: string): Promise<Map<number, number>> {
  const rows = await database().rows<{ period_start: Date; amount: number }>(
    `select lot.period_start, sum(lot.amount)::bigint as amount
     from public.credit_lots as lot
     join public.plan_credits as included on included.plan_version_id::text = lot.source_id
     where lot.account_id = $1 and lot.source = 'subscription' and included.interval = 'month'
     group by lot.period_start`,
    [accountId],
  );
  return new Map(rows.map((row) => [row.period_start.getTime(), row.amount]));
}

it('plans give each period once, and the books are right after each step', async () => {
  const db = database();
  const versions = await publishVersions(db);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(pause, act), { minLength: 6, maxLength: 20, size: 'max' }),
      async (acts) => {
        const accountId = await db.account();
        let at: string = start;
        for (const [hours, one] of acts) {
          at = after(at, { hours });
          const before = await db.state(accountId, at);
          await db.rows('select public.settle_credits($1, $2)', [accountId, at]);
          expect(await db.state(accountId, at)).toEqual(before);
          await run(accountId, versions, one, at);
          expect(await auditCredits(db.pool, accountId)).toEqual([]);
          for (const amount of (await monthly(accountId)).values()) expect(amount).toBeLessThanOrEqual(300);
        }
      },
    ),
    // Shrinking a course takes many; seed and path tell it.
    { numRuns: rounds(100), endOnFailure: true },
  );
}, 600_000);
