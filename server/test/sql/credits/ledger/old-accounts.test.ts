import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { migrate } from '../../../../src/db/migrations/migrate.ts';
import { useDatabaseClient } from '../../../harness/database/database-client.ts';

const database = useDatabaseClient();

test('accounts that are older than the ledger get a balance, and it works for them', async () => {
  // As it was before: what this drops, the migrator makes again.
  await database().client.query(`
    drop table public.credit_balances, public.credit_lots, public.credit_transactions, public.credit_allocations,
      public.credit_reservations, public.credit_reservation_lots, public.credit_prices, public.credit_price_history,
      public.packages, public.package_versions, public.package_prices, public.package_history, public.user_packages,
      public.user_package_terms, public.credit_notices, public.account_plan_credits, public.plan_credits cascade;
    drop type public.credit_part, public.credit_outcome cascade;
    drop trigger _500_open_credits on public.accounts;
    delete from meterstone_migrations.applied where name like '%credit%'`);
  const accounts = [randomUUID(), randomUUID()];
  await database().client.query(
    `insert into public.accounts (id, kind, name) select id, 'external', 'Old' from unnest($1::uuid[]) as id`,
    [accounts],
  );
  await migrate({ connectionString: database().connectionString });
  for (const accountId of accounts) {
    await database().client.query(`select public.grant_credits($1, 5, 'bonus', 'welcome')`, [accountId]);
  }
  const { rows } = await database().client.query<{ available: string }>(
    'select state.available from unnest($1::uuid[]) as id cross join lateral public.credit_state(id) as state',
    [accounts],
  );
  expect(rows).toEqual([{ available: '5' }, { available: '5' }]);
});
