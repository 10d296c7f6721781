import type { MeteringDatabase } from './metering.ts';

/** When the day begins that takes over from the account's month, though it is changed to only a little later. */
const now = '2026-03-11T00:00:00Z';
/** When the plan of days is given. */
export const changedAt = '2026-03-11T00:00:01Z';

/** What comes of a call, dated the beginning of a day, that waits while that day takes over the account's counter. */
export async function whileTakenOver<T>(
  db: MeteringDatabase,
  accountId: string,
  call: (now: string) => Promise<T>,
): Promise<T> {
  await db.use(accountId);
  const daily = await db.plan({ calls: { resetPeriod: 'daily' } });
  const admin = await db.pool.connect();
  try {
    await admin.query('begin');
    await admin.query('select public.apply_plan_version(array[$1]::uuid[], $2, $3)', [
      accountId,
      daily.versionId,
      changedAt,
    ]);
    const events = JSON.stringify([{ featureCode: 'calls', amount: 1 }]);
    await admin.query('select public.record_feature_usage($1, $2, $3)', [accountId, events, changedAt]);
    const answer = call(now);
    await db.waitForBlocked();
    await admin.query('commit');
    return await answer;
  } finally {
    await admin.query('rollback');
    admin.release();
  }
}
