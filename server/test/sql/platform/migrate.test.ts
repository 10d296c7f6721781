import { expect, test } from '@jest/globals';
import { migrate } from '../../../src/db/migrations/migrate.ts';
import { asApplication } from '../../harness/database/database.ts';
import { useMeteringDatabase, retrying } from '../../harness/metering/metering.ts';

const database = useMeteringDatabase();

test('a change that can not be made whole leaves the database as it was', async () => {
  const db = database();
  await db.rows(`update meterstone_migrations.applied set checksum = '' where name like 'functions/%'`);
  // Its result can not be changed by replacing it.
  await db.rows('drop function public.quota_at(uuid, text, timestamptz)');
  await db.rows(
    'create function public.quota_at(uuid, text, timestamptz) returns int language sql as $$ select 1 $$',
  );
  const bring = () =>
    migrate({
      connectionString: db.connectionString,
      applicationUrl: asApplication(db.connectionString),
    });
  const before = await db.rows('select name, checksum from meterstone_migrations.applied order by name');
  await expect(bring()).rejects.toThrow(/cannot change/);
  expect(await db.rows('select name, checksum from meterstone_migrations.applied order by name')).toEqual(
    before,
  );
  await db.rows('drop function public.quota_at(uuid, text, timestamptz)');
  await bring();
});

test('what a long transaction is in the way of is tried again, while uses go on', async () => {
  const db = database();
  const [busy, other] = [await db.account(), await db.account({ calls: { quota: -1 } })];
  await db.use(busy);
  await db.use(other);
  // Its trigger needs the table of counters for a moment.
  await db.rows(
    `update meterstone_migrations.applied set checksum = '' where name like '%/trigger_quota_alert.sql'`,
  );
  const holder = await db.pool.connect();
  const migrating = { isOver: false };
  try {
    await holder.query('begin');
    await holder.query('update public.user_usage set used = used where account_id = $1', [busy]);
    const migrated = migrate({
      connectionString: db.connectionString,
      applicationUrl: asApplication(db.connectionString),
    }).then(() => {
      migrating.isOver = true;
    });
    let slowestMs = 0;
    const until = performance.now() + 4_000;
    while (performance.now() < until) {
      const from = performance.now();
      await retrying(() => db.use(other));
      slowestMs = Math.max(slowestMs, performance.now() - from);
    }
    expect(migrating.isOver).toBe(false);
    expect(slowestMs).toBeLessThan(3_500);
    await holder.query('rollback');
    await migrated;
  } finally {
    await holder.query('rollback');
    holder.release();
  }
  expect(await db.rows(`select from meterstone_migrations.applied where checksum = ''`)).toEqual([]);
}, 60_000);
