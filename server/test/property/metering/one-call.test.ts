import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rounds } from '../../harness/load/load.ts';
import { elastic, useElasticDatabase } from '../../harness/metering/elastic.ts';
import { after, start, type Offers, type Outcome, type SqlEvent } from '../../harness/metering/metering.ts';

// One call of many uses tells each what calls of one use would have told, in their order: whatever of them goes the
// plain way, is a replay, a twin, late, refused, or paid by credits. FAULT_ROUNDS=n tries n courses.

const database = useElasticDatabase();

const offers: Offers = {
  calls: { ...elastic, quota: 12, thresholds: [50, 100] },
  words: { quota: 9, thresholds: [80, 100] },
  daily: { quota: 6, resetPeriod: 'daily', thresholds: [50] },
};

/** Of whom a use is: of two accounts with credits, and one without. */
const owners = 3;

interface Use extends Required<Pick<SqlEvent, 'featureCode' | 'amount'>> {
  owner: number;
  /** Few, so that some come again. */
  key: string | undefined;
  /** Seconds from now at which it is said to have happened. */
  told: number | undefined;
}

const use: fc.Arbitrary<Use> = fc.record({
  owner: fc.nat(owners - 1),
  featureCode: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...Object.keys(offers)) },
    { weight: 1, arbitrary: fc.constantFrom('nonsense', 'switch') },
  ),
  amount: fc.integer({ min: 1, max: 4 }),
  key: fc.option(
    fc.nat(11).map((at) => `k${at}`),
    { nil: undefined, freq: 3 },
  ),
  told: fc.oneof(
    { weight: 6, arbitrary: fc.constant(undefined) },
    { weight: 2, arbitrary: fc.constantFrom(-60, -86_400, -2 * 86_400, -36 * 86_400, 60, 3600) },
  ),
});

/** What is the same however uses were put together. One that is refused for its time or its key is told no numbers. */
function told(outcome: Outcome): object {
  const { status, code, quota, used, overage, overage_credits, alerts } = outcome;
  if (code === 'idempotency_mismatch' || code?.startsWith('occurred_at')) return { verdict: code };
  const { paid_units, paid_credits, available_credits, retry_at, period_start } = outcome;
  return {
    verdict: code ?? status,
    ...{ quota, used, overage, overage_credits, alerts },
    ...{ paid_units, paid_credits, available_credits, retry_at, period_start },
  };
}

describe('a call of many uses', () => {
  it('tells each what calls of one use would have told', async () => {
    const db = database();
    const plan = await db.plan({ ...offers, switch: { enabled: true } });

    /** Accounts that are alike. */
    async function open(): Promise<string[]> {
      return Promise.all(
        Array.from({ length: owners }, async (_, owner) => {
          const accountId = await db.account(plan, { at: after(start, { days: -40 }) });
          if (owner > 0) await db.grant(accountId, owner * 9);
          if (owner > 0) await db.consent(accountId, true, { at: after(start, { days: -40 }) });
          return accountId;
        }),
      );
    }

    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(use, { minLength: 1, maxLength: 14 }), { minLength: 2, maxLength: 4 }),
        async (calls) => {
          const [together, apart] = [await open(), await open()];
          for (const [minute, uses] of calls.entries()) {
            const at = after(start, { seconds: minute * 60 });
            const eventsOf = (accounts: string[]) =>
              uses.map(({ owner, told: seconds, key, ...rest }) => ({
                ...rest,
                accountId: accounts[owner]!,
                ...(key === undefined ? {} : { key }),
                ...(seconds === undefined ? {} : { occurredAt: after(start, { seconds }) }),
              }));
            const many = await db.recordMany(eventsOf(together), at);
            const single: Outcome[] = [];
            for (const event of eventsOf(apart)) single.push(...(await db.recordMany([event], at)));
            expect(many.map(told)).toEqual(single.map(told));
          }
          for (const [owner, accountId] of together.entries()) {
            const other = apart[owner]!;
            expect(await db.credits(accountId)).toEqual(await db.credits(other));
            expect(await db.lines(accountId)).toEqual(await db.lines(other));
            expect((await db.alerts(accountId)).sort()).toEqual((await db.alerts(other)).sort());
          }
        },
      ),
      { numRuns: rounds(60), endOnFailure: true },
    );
  }, 600_000);
});
