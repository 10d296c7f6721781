import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { retrying, start, useMeteringDatabase, type MeteringDatabase } from '../harness/metering/metering.ts';

const database = useMeteringDatabase();

const writers = 6;
const stepsEach = 100;
const firstId = '00000000-0000-0000-0000-000000000000';
const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Everything that changes what the health check adds up; each may be refused, which is no matter. */
const steps: ((db: MeteringDatabase, accountId: string) => Promise<unknown>)[] = [
  (db, id) => db.record(id, [{ amount: 3 }, { amount: 2 }]),
  (db, id) => db.movePlan(id, { calls: { quota: 1_000 + Math.floor(Math.random() * 1_000) } }),
  (db, id) =>
    db.movePlan(id, { calls: { quota: 1_000, resetPeriod: Math.random() < 0.5 ? 'daily' : 'never' } }),
  async (db, id) => {
    const hold = await db.one<{ id: string }>(
      `select (reservation).id from public.reserve_feature_usage($1, 'calls', 7, '5 minutes', null, $2)`,
      [id, start],
    );
    const end = Math.random() < 0.5 ? 'commit_reservation($1, $2, 4, $3)' : 'release_reservation($1, $2, $3)';
    await db.rows(`select public.${end}`, [id, hold.id, start]);
  },
  (db, id) =>
    db.rows(`select public.grant_credits($1, 40, 'admin', $2, p_now => $3)`, [id, randomUUID(), start]),
  async (db, id) => {
    const [use] = await db.rows<{ transaction_id: string }>(
      `select transaction_id from public.consume_credits($1, '[{"amount": 55}]', $2)`,
      [id, start],
    );
    if (Math.random() < 0.5) {
      await db.rows(`select public.return_credits($1, $2, 21, 'it failed', null, $3)`, [
        id,
        use?.transaction_id,
        start,
      ]);
    }
  },
  async (db, id) => {
    const hold = await db.one<{ id: string }>(
      `select (reservation).id from public.reserve_credits($1, 25, null, null, '5 minutes', null, $2)`,
      [id, start],
    );
    await db.rows(`select public.commit_credits($1, $2, 30, $3)`, [id, hold.id, start]);
  },
  (db, id) =>
    db.rows(
      `select public.revoke_credits($1, (
         select id from public.credit_lots where account_id = $1 order by random() limit 1
       ), null, 30, 'refunded', '{}', $2)`,
      [id, start],
    ),
];

it('finds nothing while uses, holds, grants and changes of plan go on', async () => {
  const db = database();
  const accounts = await Promise.all(
    Array.from({ length: 3 }, () => db.account({ calls: { quota: 1_000, thresholds: [] } })),
  );
  let done = 0;
  const write = async (writer: number) => {
    for (let step = 0; step < stepsEach; step += 1) {
      const act = steps[Math.floor(Math.random() * steps.length)];
      const accountId = accounts[(writer + step) % accounts.length];
      if (act && accountId !== undefined) await retrying(() => act(db, accountId)).catch(() => undefined);
      done += 1;
    }
  };
  const writing = Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
  let looks = 0;
  while (done < writers * stepsEach) {
    await db.rows('select public.look_at_accounts(null, $1, $2, 0, $3)', [firstId, lastId, start]);
    looks += 1;
    expect(await db.rows('select check_name, rule, detail from public.health_findings')).toEqual([]);
  }
  await writing;
  expect(looks).toBeGreaterThan(5);
  const { lines, records } = await db.one<{ lines: number; records: number }>(
    `select (select count(*) from public.credit_transactions) as lines,
       (select count(*) from public.usage_records) as records`,
  );
  expect(lines).toBeGreaterThan(50);
  expect(records).toBeGreaterThan(50);
});
