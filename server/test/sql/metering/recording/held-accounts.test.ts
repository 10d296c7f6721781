import { expect, it } from '@jest/globals';
import { start, useMeteringDatabase } from '../../../harness/metering/metering.ts';

const database = useMeteringDatabase();

it('held_accounts names who has any row locked that a use may need, and nobody else', async () => {
  const db = database();
  const longAgo = '2026-03-07T12:00:00Z';
  const plan = await db.plan({ calls: { resetPeriod: 'daily' }, words: { resetPeriod: 'daily' } });
  const [free, byAccount, byEntitlement, byCounter, byOldCounter] = [
    await db.account(plan, { at: longAgo }),
    await db.account(plan, { at: longAgo }),
    await db.account(plan, { at: longAgo }),
    await db.account(plan, { at: longAgo }),
    await db.account(plan, { at: longAgo }),
  ];
  const accountIds = [free, byAccount, byEntitlement, byCounter, byOldCounter];
  for (const accountId of accountIds) {
    for (const at of [longAgo, '2026-03-09T12:00:00Z', start]) {
      await db.record(accountId, [{}, { featureCode: 'words' }], at);
    }
  }
  const holder = await db.pool.connect();
  try {
    await holder.query('begin');
    await holder.query('select from public.accounts where id = $1 for update', [byAccount]);
    const words = `account_id = $1 and feature_code = 'words'`;
    await holder.query(`select from public.account_entitlements where ${words} for update`, [byEntitlement]);
    const counter = `select from public.user_usage where ${words} and period_start = $2 for update`;
    await holder.query(counter, [byCounter, '2026-03-09T00:00:00Z']);
    // No use is charged to it any more.
    const { rowCount } = await holder.query(counter, [byOldCounter, '2026-03-07T00:00:00Z']);
    expect(rowCount).toBe(1);
    const held = await db.rows<{ id: string }>('select id from public.held_accounts($1, $2) as id', [
      accountIds,
      start,
    ]);
    expect(held.map(({ id }) => id).sort()).toEqual([byAccount, byEntitlement, byCounter].sort());
  } finally {
    await holder.query('rollback');
    holder.release();
  }
});
