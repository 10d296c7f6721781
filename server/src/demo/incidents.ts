import type { Tx } from '../db/transaction.ts';
import type { Principal } from '../http/access/principal.ts';
import { writeAudit } from '../identity/service.ts';
import { invariant } from '../lib/invariant.ts';
import { reserve, setQuotaOverride, voidUsageRecord } from '../metering/service.ts';
import { inBoth } from './in-both.ts';
import { findLatestUse } from './queries.ts';

/** Long enough to be seen by whoever looks in within the day. */
const holdSeconds = 86_400;
const overrideMs = 30 * 86_400_000;

/** Work under way: an amount that is held at this moment. */
export async function holdSome(tx: Tx, accountId: string): Promise<void> {
  await reserve(tx, {
    accountId,
    featureCode: 'publish_per_day',
    amount: 6,
    ttlSeconds: holdSeconds,
    key: undefined,
  });
}

/** A record that was taken back, as an admin does it. */
export async function voidLatest(tx: Tx, admin: Principal, accountId: string): Promise<void> {
  const featureCode = 'publish_per_day';
  const id = await findLatestUse(tx, accountId, featureCode);
  invariant(id, 'the story has publications');
  const reason = inBoth(
    'Published twice by our connector; the customer asked for a correction.',
    '连接器重复发布，客户要求更正。',
  );
  const { amount } = await voidUsageRecord(tx, { accountId, id, reason });
  await writeAudit(tx, admin, {
    action: 'usage.voided',
    accountId,
    target: id,
    reason,
    details: { featureCode, amount },
    requestId: 'demo',
  });
}

/** More than the plan gives, for a month, as an admin grants it. */
export async function grantMore(tx: Tx, admin: Principal, accountId: string, now: Date): Promise<void> {
  const override = {
    accountId,
    featureCode: 'articles_per_day',
    quota: 150,
    expiresAt: new Date(now.getTime() + overrideMs).toISOString(),
    reason: inBoth(
      'Election week: more articles until their move to Team is signed.',
      '大选周：签约团队版之前放宽文章数。',
    ),
  };
  await setQuotaOverride(tx, override);
  await writeAudit(tx, admin, {
    action: 'override.set',
    accountId,
    target: override.featureCode,
    reason: override.reason,
    details: { quota: override.quota, expiresAt: override.expiresAt },
    requestId: 'demo',
  });
}
