import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import {
  after,
  retrying,
  sqlstate,
  start,
  useMeteringDatabase,
  type SqlEvent,
} from '../../../harness/metering/metering.ts';

/** A replay, a twin or a refused use among others is judged by itself: the others go the plain way, as if alone. */

// Comes before the database is closed, which waits for it.
afterAll(() => session.release(true));

const database = useMeteringDatabase();

/** What counts its calls of functions. */
let session: pg.PoolClient;

beforeAll(async () => {
  session = await database().pool.connect();
  await session.query(`set track_functions = 'pl'`);
});

type Use = SqlEvent & { accountId: string };

/** Uses of one account each, with keys of their own. */
async function someUses(count: number): Promise<Use[]> {
  const db = database();
  const plan = await db.plan({ calls: { quota: 1000 }, words: { quota: 5 } });
  const accountIds = await Promise.all(Array.from({ length: count }, () => db.account(plan)));
  return accountIds.map((accountId) => ({ accountId, key: randomUUID() }));
}

/** Verdicts in the order of the uses, and how many of them were judged one by one. */
async function record(uses: Use[]): Promise<{ verdicts: string[]; judged: number }> {
  const before = await countJudged();
  const { rows } = await session.query<{ verdict: string }>(
    `select coalesce(code, status) as verdict from public.record_feature_usage_many(
       $1::uuid[], $2::text[], $3::bigint[], $4::text[], $5::timestamptz[],
       array_fill(null::jsonb, array[cardinality($1)]), $6
     ) order by ordinal`,
    [
      uses.map(({ accountId }) => accountId),
      uses.map(({ featureCode = 'calls' }) => featureCode),
      uses.map(({ amount = 1 }) => amount),
      uses.map(({ key }) => key ?? null),
      uses.map(({ occurredAt }) => occurredAt ?? null),
      start,
    ],
  );
  return { verdicts: rows.map(({ verdict }) => verdict), judged: (await countJudged()) - before };
}

/** Each event that is judged one by one is told its counter by this function. */
async function countJudged(): Promise<number> {
  await session.query('select pg_stat_force_next_flush()');
  const { rows } = await session.query<{ calls: number }>(
    `select calls from pg_catalog.pg_stat_user_functions where funcname = 'tell_counter'`,
  );
  return rows[0]?.calls ?? 0;
}

function counted(verdicts: string[]): Record<string, number> {
  return Object.fromEntries(
    Object.entries(Object.groupBy(verdicts, (verdict) => verdict)).map(([verdict, all = []]) => [
      verdict,
      all.length,
    ]),
  );
}

describe('of a call of many', () => {
  it('nobody is judged one by one where all is plain', async () => {
    const uses = await someUses(20);
    expect(await record(uses)).toEqual({ verdicts: uses.map(() => 'recorded'), judged: 0 });
  });

  it('a refused use is judged alone', async () => {
    const uses = await someUses(20);
    uses[7] = { ...uses[7]!, featureCode: 'words', amount: 6 };
    const { verdicts, judged } = await record(uses);
    expect(counted(verdicts)).toEqual({ recorded: 19, quota_exceeded: 1 });
    expect([verdicts[7], judged]).toEqual(['quota_exceeded', 1]);
  });

  it('a replay is answered, and so is a mismatch, without judging what else its counter is asked for', async () => {
    const uses = await someUses(20);
    const [first, second] = [uses[0]!, uses[1]!];
    await record([first, second]);
    uses.push({ ...first, key: randomUUID() }, { ...second, amount: 2 });
    const { verdicts, judged } = await record(uses);
    expect(counted(verdicts)).toEqual({ replayed: 2, recorded: 19, idempotency_mismatch: 1 });
    expect([verdicts.at(-1), judged]).toEqual(['idempotency_mismatch', 0]);
    expect(await database().counter(first.accountId)).toMatchObject({ used: 2 });
    expect(await database().counter(second.accountId)).toMatchObject({ used: 1 });
  });

  it('all are replays where all come again', async () => {
    const uses = await someUses(20);
    await record(uses);
    expect(await record(uses)).toEqual({ verdicts: uses.map(() => 'replayed'), judged: 0 });
  });

  it('twins are judged with all uses of their counters, and nobody else', async () => {
    const uses = await someUses(20);
    const first = uses[0]!;
    uses.push({ ...first, key: randomUUID() }, first, { ...first, featureCode: 'words' });
    const { verdicts, judged } = await record(uses);
    expect(counted(verdicts)).toEqual({ recorded: 21, replayed: 1, idempotency_mismatch: 1 });
    expect(verdicts.slice(-3)).toEqual(['recorded', 'replayed', 'idempotency_mismatch']);
    expect(judged).toBe(4);
  });

  it('a use that says a time too old is judged with all uses of its counter, and nobody else', async () => {
    const uses = await someUses(20);
    const late = after(start, { days: -36 });
    uses.push({ ...uses[0]!, key: randomUUID(), occurredAt: late });
    const { verdicts, judged } = await record(uses);
    expect(verdicts.at(-1)).toBe('occurred_at_too_old');
    // Nothing counts at that instant: it stands in no counter's way.
    expect(judged).toBe(1);
  });
});

describe('a replay and other uses of one counter', () => {
  it('leave each its own answer: the replay the first, the others what the counter has left', async () => {
    const db = database();
    const accountId = await db.account({ calls: { quota: 5, thresholds: [80, 100] } });
    await db.use(accountId, { key: 'a', amount: 3 });
    const outcomes = await db.record(accountId, [
      { key: 'a', amount: 3 },
      { key: 'b', amount: 3 },
      { key: 'c', amount: 1 },
      { key: 'a', amount: 3 },
      { key: 'a', amount: 1 },
      { key: 'd', amount: 1 },
    ]);
    expect(outcomes.map(({ status, code, used, alerts }) => [code ?? status, used, alerts])).toEqual([
      ['replayed', 3, null],
      ['quota_exceeded', 3, null],
      ['recorded', 4, '80'],
      ['replayed', 3, null],
      ['idempotency_mismatch', 3, null],
      ['recorded', 5, '100'],
    ]);
    expect(await db.counter(accountId)).toMatchObject({ used: 5 });
    expect(await db.alerts(accountId)).toEqual(['calls 80 warning', 'calls 100 exhausted']);
  });

  it('count what is new once, also where the replay alone would not fit any more', async () => {
    const db = database();
    const accountId = await db.account({ calls: { quota: 10, thresholds: [] } });
    await db.use(accountId, { key: 'a', amount: 8 });
    const outcomes = await db.record(accountId, [{ amount: 1 }, { key: 'a', amount: 8 }, { amount: 1 }]);
    expect(outcomes.map(({ status, used }) => [status, used])).toEqual([
      ['recorded', 9],
      ['replayed', 8],
      ['recorded', 10],
    ]);
  });

  it('are tried again where its key is forgotten in the middle of the call', async () => {
    const db = database();
    const accountId = await db.account({ calls: { quota: 10 } });
    const first = { accountId, key: randomUUID() };
    await record([first]);
    await session.query('begin');
    try {
      await session.query(
        `create or replace function public.replay_usages(
           p_account_ids uuid[], p_feature_codes text[], p_amounts bigint[], p_keys text[],
           p_occurred_ats timestamptz[], p_metadata jsonb[], p_outcomes public.usage_outcome[]
         ) returns public.usage_outcome[] language plpgsql volatile as $$
         begin
           delete from public.usage_idempotency_keys where account_id = any (p_account_ids);
           return p_outcomes;
         end $$`,
      );
      expect(await sqlstate(record([first, { accountId, key: randomUUID() }]))).toBe('40001');
    } finally {
      await session.query('rollback');
    }
  });

  it('go on beside a replay of a period that is over', async () => {
    const db = database();
    const accountId = await db.account({ calls: { quota: 3, resetPeriod: 'daily' } });
    await db.use(accountId, { key: 'a', amount: 3, occurredAt: start });
    const tomorrow = after(start, { days: 2 });
    const outcomes = await db.record(
      accountId,
      [{ amount: 2 }, { key: 'a', amount: 3, occurredAt: start }, { amount: 1 }],
      tomorrow,
    );
    expect(outcomes.map(({ status, used }) => [status, used])).toEqual([
      ['recorded', 2],
      ['replayed', 3],
      ['recorded', 3],
    ]);
  });
});

describe('a key that another call takes for another feature meanwhile', () => {
  it('is a mismatch, and its neighbours are recorded', async () => {
    const db = database();
    const [accountId, other] = [await db.account({ calls: {}, words: {} }), await db.account()];
    await db.record(accountId, [{ featureCode: 'calls' }, { featureCode: 'words' }]);
    const first = await db.pool.connect();
    try {
      await first.query('begin');
      await first.query(
        `select * from public.record_feature_usage($1, '[{"featureCode": "calls", "key": "a"}]', $2)`,
        [accountId, start],
      );
      const second = retrying(() =>
        db.recordMany([
          { accountId, featureCode: 'words', key: 'b' },
          { accountId, featureCode: 'words', key: 'a' },
          { accountId: other, key: 'a' },
          { accountId, featureCode: 'words', key: 'c', amount: 2 },
        ]),
      );
      await db.waitForBlocked();
      await first.query('commit');
      const verdicts = (await second).map(({ status, code, used }) => [code ?? status, used]);
      expect(verdicts).toEqual([
        ['recorded', 2],
        ['idempotency_mismatch', 2],
        ['recorded', 1],
        ['recorded', 4],
      ]);
    } finally {
      first.release();
    }
    expect(await db.counter(accountId, 'words')).toMatchObject({ used: 4 });
  });
});
