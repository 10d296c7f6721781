import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rounds } from '../../harness/load/load.ts';
import { after, retrying, useMeteringDatabase } from '../../harness/metering/metering.ts';
import { sumUpUntil, wrongDays, wrongSteps } from '../../harness/metering/usage-sums.ts';
import { Course, tolerate, zones } from './course.ts';

// What is summed up tells at every moment what a scan of the records tells, whatever was recorded, when and for when,
// and however far the job has come. FAULT_ROUNDS=n tries n courses.

const database = useMeteringDatabase();
const first = '2026-03-10T23:50:00.000Z';

const act = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('use'), amount: fc.integer({ min: 1, max: 20 }) }),
  },
  // Up to five minutes ahead, a little late, and up to 35 days back.
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('use'),
      amount: fc.integer({ min: 1, max: 5 }),
      told: fc.oneof(
        fc.integer({ min: -5_000, max: 300 }),
        fc.integer({ min: -3_601, max: -3_599 }),
        fc.integer({ min: -35 * 86_400, max: 300 }),
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('hold'), amount: fc.integer({ min: 1, max: 10 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('commit', 'release'), which: fc.nat() }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('void'), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reset') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('zone'), which: fc.nat(zones.length - 1) }) },
  // Seconds by which it is behind, or ahead: then all of them write into what is summed up already.
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('sum'), told: fc.integer({ min: -90_000, max: 4_000 }) }),
  },
);
const pause = fc.oneof(
  fc.integer({ min: -3, max: 90 }),
  fc.integer({ min: 0, max: 6 * 3600 }),
  fc.integer({ min: 0, max: 3 * 86_400 }),
);
/** Bounds that cut quarters of an hour anywhere, or fall on them as days of every zone do. */
const cuts = fc.array(
  fc.oneof(
    fc.integer({ min: -40 * 86_400, max: 40 * 86_400 }),
    fc.integer({ min: -40 * 96, max: 40 * 96 }).map((quarters) => quarters * 900 + 600),
  ),
  { minLength: 2, maxLength: 8 },
);

function toSpan(seconds: number[]) {
  const bounds = [...new Set(seconds)]
    .toSorted((one, other) => one - other)
    .map((each) => after(first, { seconds: each }));
  return { from: bounds[0] ?? first, to: after(bounds.at(-1) ?? first, { seconds: 1 }), bounds };
}

describe('what is summed up', () => {
  it('is what the records tell, in any course of events', async () => {
    const db = database();
    const plan = await db.plan({ calls: { quota: 100_000, resetPeriod: 'daily' } });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(pause, act, cuts), { minLength: 5, maxLength: 40 }),
        async (acts) => {
          let at = first;
          const accountId = await db.account(plan, { at: '2026-02-01T00:00:00.000Z' });
          const course = new Course(db, accountId, []);
          for (const [seconds, one, cut] of acts) {
            at = after(at, { seconds });
            if (one.kind === 'sum') {
              const until = after(at, { seconds: ('told' in one && one.told) || 0 });
              await sumUpUntil(db, until, seconds % 2 === 0 ? '1 day' : '7 hours');
            } else {
              await tolerate(course.run(one, at));
            }
            expect(await wrongSteps(db, accountId, toSpan(cut))).toEqual([]);
          }
          expect(await wrongDays(db, '2026-01-01', '2027-12-31')).toEqual([]);
          expect(await db.rows('select * from public.audit_usage_sums($1, $1)', [accountId])).toEqual([]);
          await restart();
        },
      ),
      { numRuns: rounds(40), endOnFailure: true },
    );
  }, 600_000);

  it('is what the records tell while many write and others sum up', async () => {
    const db = database();
    await restart();
    const plan = await db.plan({ calls: { quota: 1_000_000 }, words: { quota: 1_000_000 } });
    const begun = new Date().toISOString();
    const accounts = await Promise.all([1, 2, 3].map(() => db.account(plan, { at: begun })));
    const until = Date.now() + 8_000;
    const isOver = () => Date.now() > until;
    let summed = 0;
    let read = 0;

    /** In a transaction that stays unseen for a while, at times, after its ids were made. */
    const write = async (step: number) => {
      const client = await db.pool.connect();
      try {
        const late = step % 3 === 0 ? new Date(Date.now() - (step % 200) * 60_000).toISOString() : null;
        await client.query('begin');
        const accountId = accounts[step % accounts.length];
        const { rows } = await client.query<{ record_id: string | null }>(
          `select record_id from public.record_feature_usage_many(
             array[$1, $1]::uuid[], '{calls,words}', '{1,2}', array[null, null]::text[],
             array[null, $2]::timestamptz[], array[null, null]::jsonb[]
           )`,
          [accountId, late],
        );
        if (step % 4 === 0) await client.query('select pg_sleep(0.03)');
        const id = rows[0]?.record_id;
        if (step % 5 === 0 && id) {
          await client.query(`select public.void_usage_record($1, $2, 'a mistake')`, [accountId, id]);
        }
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw error;
      } finally {
        client.release();
      }
    };
    const writeOn = async (turn: number) => {
      for (let step = turn; !isOver(); step += 1) await retrying(() => write(step));
    };
    const sum = async (aheadMs: number) => {
      while (!isOver()) {
        await sumUpUntil(db, new Date(Date.now() + aheadMs).toISOString());
        summed += 1;
      }
    };
    const check = async () => {
      while (!isOver()) {
        const from = new Date(Date.now() - 4 * 3_600_000 - (read % 977) * 1_000).toISOString();
        const to = new Date(Date.now() + 60_000).toISOString();
        const bounds = [from, new Date(Date.now() - (read % 3_600) * 1_000).toISOString()].toSorted();
        for (const accountId of accounts) {
          expect(await wrongSteps(db, accountId, { from, to, bounds })).toEqual([]);
        }
        read += 1;
      }
    };
    await Promise.all([
      writeOn(0),
      writeOn(1),
      writeOn(2),
      writeOn(3),
      sum(0),
      sum(-1_000),
      check(),
      check(),
    ]);

    expect(summed).toBeGreaterThan(5);
    expect(read).toBeGreaterThan(5);
    const today = new Date().toISOString().slice(0, 10);
    expect(await wrongDays(db, begun.slice(0, 10), today)).toEqual([]);
    expect(await db.rows('select * from public.audit_usage()')).toEqual([]);
  });
});

/** Nothing is summed up, and the past is past again: time goes back between the courses. */
async function restart(): Promise<void> {
  await database().rows(
    `with emptied as (delete from public.usage_stragglers), sums as (delete from public.usage_sums),
       days as (delete from public.usage_recorded_days)
     update public.usage_sums_state
     set summed_from = '2000-01-01Z', summed_until = '2000-01-01Z', aim_at = '2000-01-01Z',
       noted_from = '2000-01-01Z'`,
  );
}
