import { beforeEach, describe, expect, it } from '@jest/globals';
import { after, start, useMeteringDatabase } from '../../../harness/metering/metering.ts';
import { refuseAccount } from '../../../harness/metering/refused-account.ts';

const database = useMeteringDatabase();
const end = after(start, { hours: 1 });

async function override(
  accountId: string,
  quota: number,
  expiresAt: string | null = end,
  featureCode = 'calls',
) {
  await database().feature(featureCode);
  await database().rows('select public.set_quota_override($1, $2, $3, $4, $5, $6)', [
    accountId,
    featureCode,
    quota,
    expiresAt,
    'a reason',
    start,
  ]);
}

async function endDue(at: string, limit = 100): Promise<string[]> {
  const { ids } = await database().one<{ ids: string[] }>('select public.end_due_overrides($1, $2) as ids', [
    limit,
    at,
  ]);
  return ids;
}

/** What an earlier test left behind. */
beforeEach(async () => {
  await endDue(after(start, { days: 1 }));
});

const entitlements = (accountId: string) =>
  database().rows(
    `select feature_code, plan_quota, override_quota, override_expires_at, override_reason
     from public.account_entitlements where account_id = $1 order by feature_code`,
    [accountId],
  );

describe('end_due_overrides', () => {
  it('ends what is over and nothing else, on the counter too', async () => {
    const db = database();
    const [over, later, forever] = [await db.account(), await db.account(), await db.account()];
    await override(over, 500);
    await override(later, 500, after(end, { seconds: 1 }));
    await override(forever, 500, null);
    await db.use(over, { amount: 90 });
    expect(await endDue(after(end, { seconds: -0.001 }))).toEqual([]);
    expect(await endDue(end)).toEqual([over]);
    expect(await endDue(end)).toEqual([]);
    expect(await entitlements(over)).toEqual([
      {
        feature_code: 'calls',
        plan_quota: 100,
        override_quota: null,
        override_expires_at: null,
        override_reason: null,
      },
    ]);
    // The thresholds above 90 of 100 are armed again.
    expect(await db.counter(over)).toMatchObject({ quota: 100, used: 90, next_alert_used: 95 });
    expect(await entitlements(later)).toMatchObject([{ override_quota: 500 }]);
    expect(await entitlements(forever)).toMatchObject([{ override_quota: 500 }]);
  });

  it('takes back a feature that nothing but the override granted, and gives it again as before', async () => {
    const db = database();
    const accountId = await db.account();
    await override(accountId, 5, end, 'words');
    await db.use(accountId, { featureCode: 'words', amount: 3 });
    expect(await endDue(end)).toEqual([accountId]);
    expect(await entitlements(accountId)).toHaveLength(1);
    expect(await db.use(accountId, { featureCode: 'words' }, end)).toMatchObject({
      code: 'feature_not_in_plan',
    });
    await override(accountId, 5, after(end, { hours: 1 }), 'words');
    expect(await db.use(accountId, { featureCode: 'words' }, end)).toMatchObject({ used: 4, quota: 5 });
  });

  it('told by two nodes at once, ends each once; told in parts, ends all', async () => {
    const db = database();
    const accountIds = await Promise.all(Array.from({ length: 6 }, () => db.account()));
    for (const accountId of accountIds) await override(accountId, 500);
    const both = await Promise.all([endDue(end, 4), endDue(end, 4)]);
    const rest = await endDue(end, 4);
    expect([...both.flat(), ...rest].sort()).toEqual(accountIds.toSorted());
  });

  it('is not held up by an account that always fails, and tries it again when its time has come', async () => {
    const db = database();
    const [bad, good] = [await db.account(), await db.account()];
    await override(bad, 500);
    await override(good, 500, after(end, { seconds: 1 }));
    const allow = await refuseAccount(db.pool, bad);
    const at = after(end, { seconds: 2 });
    expect(await endDue(at, 1)).toEqual([]);
    expect(await endDue(at, 1)).toEqual([good]);
    await allow();
    expect(await endDue(at, 1)).toEqual([]);
    expect(await endDue(after(at, { seconds: 60 }), 1)).toEqual([bad]);
  });

  it('does not keep a new override waiting for one that failed', async () => {
    const db = database();
    const accountId = await db.account();
    await override(accountId, 500);
    const allow = await refuseAccount(db.pool, accountId);
    expect(await endDue(end)).toEqual([]);
    await allow();
    await override(accountId, 700, after(end, { seconds: 1 }));
    expect(await endDue(after(end, { seconds: 1 }))).toEqual([accountId]);
  });
});
