import { sql, type RawBuilder } from 'kysely';
import { creditsPay } from '../elastic/paying.ts';
import { usedOfQuota } from '../states/used-of-quota.ts';
import type { AlertLevel } from './contract.ts';

/** Says of `quota_alerts`, called by that name, what the alert of that name is to. */
type OfAlert = RawBuilder<boolean>;
type OfCounter = RawBuilder<unknown>;

/**
 * That an alert still holds: its counter is the present one, and as much is used as it warns of. Lists and counts of
 * every page go by this, and `isTrueOf` says the same of numbers; `resolutionOf` says why one does not. `alert` is the
 * name that the statement gives its row.
 */
export function stillHolds(alert: string): OfAlert {
  return holdsWith(alert, sql`true`);
}

/** The same, and that so much more is true of its counter, which is called that. */
function holdsWith(alert: string, condition: OfCounter): OfAlert {
  const row = sql.ref(alert);
  return sql<boolean>`exists (
    select
    from public.user_usage as counter
    where counter.account_id = ${row}.account_id
      and counter.feature_code = ${row}.feature_code
      and counter.period_start = ${row}.period_start
      and counter.period_end > now()
      and counter.counts_until > now()
      and counter.is_granted
      and counter.used > 0
      and counter.quota >= 0
      and case ${row}.level
        when 'overage_started' then counter.overage > 0 and ${usedOfQuota('counter')} >= counter.quota
        else ${usedOfQuota('counter')} >= public.alert_amount(counter.quota, ${row}.threshold)
      end
      and ${condition}
  )`;
}

/**
 * How grave what `alert` says is now. That a quota is used up was one thing when it happened, and may be the other now:
 * credits run out, or are bought; so it goes by whether they would pay for the next unit.
 */
export const levelNow: RawBuilder<AlertLevel> = sql<AlertLevel>`case
  when alert.level not in ('exhausted', 'overage_started') then alert.level
  when ${holdsWith('alert', creditsPay('counter'))} then 'overage_started'
  when ${stillHolds('alert')} then 'exhausted'
  else alert.level
end`;

/**
 * That `alert` is the one that tells of its feature and period: the gravest that still holds, and where none does, the
 * gravest since the last change of the quota.
 */
export const tellsOfItsPeriod: OfAlert = sql<boolean>`not exists (
  select
  from public.quota_alerts as graver
  where graver.account_id = alert.account_id
    and graver.feature_code = alert.feature_code
    and graver.period_start = alert.period_start
    and (${stillHolds('graver')}, graver.limit_epoch, graver.threshold)
      > (${stillHolds('alert')}, alert.limit_epoch, alert.threshold)
)`;

/** That `alert`, or another one of its feature and period, waits to be read. */
export const isUnread: OfAlert = sql<boolean>`exists (
  select
  from public.quota_alerts as unread
  where unread.account_id = alert.account_id
    and unread.feature_code = alert.feature_code
    and unread.period_start = alert.period_start
    and unread.read_at is null
)`;
