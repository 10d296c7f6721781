import { sql } from 'kysely';
import { paged } from '../../db/paged.ts';
import type { Database } from '../../db/pool.ts';
import type { Alert, FoldedAlert } from './contract.ts';
import { toAlert, type AlertRow, type AlertSearch } from './queries.ts';
import type { ChangesSince } from './resolution.ts';
import { isUnread, levelNow, stillHolds, tellsOfItsPeriod } from './telling.ts';

type Folded = Omit<FoldedAlert, 'resolvedBy'>;

/** One for each feature and period, newest first, with how many there are in all; unread are those that still hold. */
export async function selectFoldedAlerts(
  db: Database,
  { accountId, unreadOnly, level, featureCode, ...page }: AlertSearch,
): Promise<{ alerts: Folded[]; total: number }> {
  let newest = db
    .selectFrom('quota_alerts as alert')
    .selectAll('alert')
    .select(levelNow.as('level_now'))
    .$narrowType<Pick<Alert, 'level'>>()
    .where('account_id', '=', accountId)
    .where(tellsOfItsPeriod)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc');
  if (level !== undefined) newest = newest.where(levelNow, '=', level);
  if (featureCode !== undefined) newest = newest.where('feature_code', '=', featureCode);
  if (unreadOnly) newest = newest.where(isUnread).where(stillHolds('alert'));
  const { rows, total } = await paged(newest, page);
  const others = await selectOthers(db, accountId, rows);
  return {
    alerts: rows.map((row) => {
      const alert = { ...toAlert(row), levelNow: row.level_now };
      const folded = others.filter(
        (other) => other.featureCode === alert.featureCode && other.periodStart === alert.periodStart,
      );
      return { ...alert, unread: [alert, ...folded].some(({ readAt }) => readAt === null), folded };
    }),
    total,
  };
}

/** What is folded into these, newest first, of one use the gravest first. */
async function selectOthers(db: Database, accountId: string, rows: readonly AlertRow[]): Promise<Alert[]> {
  const { rows: others } = await sql<AlertRow>`
    select other.*
    from public.quota_alerts as told
    join public.quota_alerts as other
      on other.account_id = told.account_id
      and other.feature_code = told.feature_code
      and other.period_start = told.period_start
      and other.id <> told.id
    where told.account_id = ${accountId} and told.id = any(${rows.map(({ id }) => id)}::uuid[])
    order by other.limit_epoch desc, other.threshold desc`.execute(db);
  return others.map(toAlert);
}

/** What became of the account since each of these alerts was raised, by their ids. */
export async function selectChangesSince(
  db: Database,
  accountId: string,
  alerts: readonly { id: string }[],
): Promise<Map<string, ChangesSince>> {
  const { rows } = await sql<ChangesSince & { id: string }>`
    select
      alert.id,
      case
        when public.override_holds(entitlement.override_expires_at, clock_timestamp())
        then entitlement.override_quota
      end as "overrideQuota",
      coalesce(account_plan.started_at > alert.created_at, false) as "hasOtherPlan",
      exists (
        select
        from public.usage_records as record
        where record.account_id = alert.account_id
          and record.feature_code = alert.feature_code
          and record.kind = 'reset'
          and record.created_at > alert.created_at
      ) as "wasReset"
    from public.quota_alerts as alert
    left join public.account_entitlements as entitlement using (account_id, feature_code)
    left join public.account_plans as account_plan using (account_id)
    where alert.account_id = ${accountId} and alert.id = any(${alerts.map(({ id }) => id)}::uuid[])`.execute(
    db,
  );
  return new Map(rows.map(({ id, ...since }) => [id, since]));
}
