import { beforeEach, expect, test } from '@jest/globals';
import type pg from 'pg';
import { isMigrated, migrate } from '../../../src/db/migrations/migrate.ts';
import { waitUntil } from '../../harness/clock/wait.ts';
import { useCreditsDatabase } from '../../harness/credits/credits.ts';

const database = useCreditsDatabase();
const bring = () => migrate({ connectionString: database().connectionString });

/** As the version before left it. */
beforeEach(async () => {
  const db = database();
  await db.rows('drop index public.credit_balances_next_due, public.credit_transactions_no_use');
  await db.rows('create index credit_balances_due on public.credit_balances (due_at)');
  await db.rows(`delete from meterstone_migrations.applied where name like '%/0025%'`);
});

/** Nothing that is built gets done while a transaction is open that is older, as a backup's is. */
async function withBackup(work: (backup: pg.PoolClient) => Promise<void>): Promise<void> {
  const backup = await database().pool.connect();
  try {
    await backup.query('begin isolation level repeatable read');
    await backup.query('select count(*) from public.credit_balances');
    await work(backup);
  } finally {
    await backup.query('rollback');
    backup.release();
  }
}

const builders = () =>
  database().rows<{ pid: number }>(
    `select pid from pg_stat_activity
     where datname = current_database() and query like 'create index concurrently%' and state = 'active'`,
  );
const builds = async () => (await builders()).length === 1;

/** Of the ones that are built so. */
const indexes = () =>
  database().rows(
    `select indexrelid::regclass::text as name, indisvalid as is_valid from pg_catalog.pg_index
     where indexrelid::regclass::text in
       ('credit_balances_due', 'credit_balances_next_due', 'credit_transactions_no_use')
     order by name`,
  );
const built = [
  { name: 'credit_balances_next_due', is_valid: true },
  { name: 'credit_transactions_no_use', is_valid: true },
];

test('uses go on while an index is built, and nodes that start meanwhile wait for it', async () => {
  const db = database();
  const accountId = await db.account(10);
  let isOver = false;
  let nodes: Promise<unknown> = Promise.resolve();
  await withBackup(async () => {
    nodes = Promise.all([bring(), bring(), bring()]).then(() => {
      isOver = true;
    });
    await waitUntil(builds);
    expect(await db.use(accountId, 4)).toMatchObject({ status: 'recorded', available: 6 });
    expect(await db.revoke(accountId, null, { amount: 1 })).toMatchObject({ revoked: 1 });
    const other = await db.account({ amount: 5, expiresAt: '2100-01-01T00:00:00Z' });
    expect(await db.use(other, 5)).toMatchObject({ status: 'recorded' });
    expect(await isMigrated(db.pool)).toBe(false);
    expect(isOver).toBe(false);
  });
  await nodes;
  expect(await indexes()).toEqual(built);
  expect(await isMigrated(db.pool)).toBe(true);
});

test('a build that was interrupted is taken up again', async () => {
  const db = database();
  await withBackup(async () => {
    const node = bring();
    const failed = expect(node).rejects.toThrow(/terminating connection/);
    await waitUntil(async () => (await builds()) && (await indexes()).length === 2);
    for (const { pid } of await builders()) await db.rows('select pg_terminate_backend($1)', [pid]);
    await failed;
  });
  expect(await indexes()).toEqual([
    { name: 'credit_balances_due', is_valid: true },
    { name: 'credit_balances_next_due', is_valid: false },
  ]);
  await bring();
  expect(await indexes()).toEqual(built);
  expect(await isMigrated(db.pool)).toBe(true);
});
