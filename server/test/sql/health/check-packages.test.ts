import { expect, it } from '@jest/globals';
import { assign, makePackage } from '../../harness/credits/credit-packages.ts';
import { useCreditsDatabase } from '../../harness/credits/credits.ts';
import { start } from '../../harness/metering/metering.ts';

const database = useCreditsDatabase();

it.each([
  [
    'a package ends with its last term',
    `update public.user_packages set ends_at = ends_at - interval '1 hour' where account_id = $1`,
  ],
  [
    'plans give the greatest amount once a period',
    'update public.account_plan_credits set amount = amount - 1 where account_id = $1',
  ],
])('a look at accounts finds that “%s” does not hold', async (rule, statement) => {
  const db = database();
  const { versionId } = await makePackage(db, { daily: 5 });
  const accountId = await db.account();
  await assign(db, accountId, versionId);
  await db.setPlan(accountId, await db.planVersion({ amount: 30 }));
  const client = await db.pool.connect();
  try {
    await client.query('begin');
    await client.query('set local session_replication_role = replica');
    await client.query(statement, [accountId]);
    const { rows } = await client.query<object>(
      'select check_name, rule from public.check_accounts($1, $1, $2) where account_id = $1',
      [accountId, start],
    );
    expect(rows).toContainEqual({ check_name: 'packages', rule });
  } finally {
    await client.query('rollback');
    client.release();
  }
});
