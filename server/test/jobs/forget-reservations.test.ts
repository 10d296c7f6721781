import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createDatabase } from '../../src/db/pool.ts';
import { selectUsageRecords } from '../../src/metering/records/queries.ts';
import { forgetReservations } from '../../src/metering/reservations/jobs.ts';
import { MeteringDatabase } from '../harness/metering/metering.ts';
import { auditUsage } from '../harness/metering/usage-audit.ts';

let db: MeteringDatabase;

beforeAll(async () => {
  db = await MeteringDatabase.open();
});
afterAll(() => db.close());

const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

test('closed reservations go after 90 days, however many; what is held and all records stay', async () => {
  const kysely = createDatabase(db.pool);
  await db.rows('select public.ensure_usage_partitions($1, $2)', [ago(120), ago(0)]);
  const accountId = await db.account({ calls: { quota: 100_000, resetPeriod: 'never' } }, { at: ago(110) });
  const hold = async (days: number, ttl = '1 hour') => {
    const { id } = await db.one<{ id: string }>(
      `select (reservation).id from public.reserve_feature_usage($1, 'calls', 1, $3::interval, null, $2)`,
      [accountId, ago(days), ttl],
    );
    return id;
  };
  const close = (how: string, id: string, days: number) =>
    db.rows(`select public.${how}_reservation(p_account_id => $1, p_reservation_id => $2, p_now => $3)`, [
      accountId,
      id,
      ago(days),
    ]);
  const [committed, released] = [await hold(91), await hold(91)];
  await hold(91);
  await close('commit', committed, 91);
  await close('release', released, 91);
  // Swept long after its time was up.
  await db.rows('select public.expire_reservations(100, null, null, $1)', [ago(90.5)]);
  const held = await hold(100, '200 days');
  const [young, closedLate] = [await hold(89), await hold(95, '30 days')];
  await close('commit', young, 89);
  await close('release', closedLate, 89);
  // More than one batch.
  await db.rows(
    `insert into public.usage_reservations
       (account_id, id, feature_code, period_start, amount, status, expires_at, created_at, closed_at)
     select $1, gen_random_uuid(), 'calls', $2, 1, 'released', $2, $2, $2 from generate_series(1, 12000)`,
    [accountId, ago(100)],
  );

  await forgetReservations.run({ db: kysely });

  const left = await db.rows<{ id: string }>('select id from public.usage_reservations');
  expect(new Set(left.map(({ id }) => id))).toEqual(new Set([held, young, closedLate]));
  const records = await selectUsageRecords(kysely, { accountId, limit: 10 });
  expect(records.map(({ record }) => record.reservationId)).toEqual([young, committed]);
  expect(await auditUsage(db.connectionString)).toEqual([]);
});
