import { sql } from 'kysely';
import type { Plan } from '../../catalog/contract.ts';
import { toVisible } from '../../catalog/service.ts';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import { isoInstant } from '../../lib/instants.ts';
import { boughtOf, type PaidTime } from './bought-plan.ts';
import type { AccountPlan } from './contract.ts';

interface AccountPlanRow {
  plan_id: string;
  code: string;
  is_default: boolean;
  name: Record<string, string>;
  version: number;
  started_at: Date;
  period_start: Date;
  period_end: Date;
  paid_times: PaidTime[];
  default_code: string | null;
  newer: { version: number; comesAt: string | null; held: Plan } | null;
}

/** The plan version an account has, the month of it that is under way, and until when it is paid for. */
export async function findAccountPlan(
  db: Database | Tx,
  accountId: string,
): Promise<AccountPlan | undefined> {
  const { rows } = await sql<AccountPlanRow>`
    select plan.id as plan_id, plan.code, plan.is_default, version.name, version.version, account_plan.started_at,
      period.period_start, period.period_end, paid.times as paid_times,
      case when version.version < plan.current_version then (
        select json_build_object(
          'version', coalesce(waiting.version, plan.current_version),
          'comesAt', case when waiting.id is not null then account_plan.renews_at end,
          'held', json_build_object(
            'id', plan.id, 'code', plan.code, 'name', held.name, 'description', held.description,
            'version', held.version, 'highlighted', held.highlighted, 'sales', held.sales,
            'contactUrl', held.contact_url, 'prices', held.prices, 'features', held.features,
            'credits', held.credits
          )
        )
        from public.v_plan_contents as held
        where held.plan_version_id = version.id
      ) end as newer,
      (select code from public.plans where is_default) as default_code
    from public.account_plans as account_plan
    join public.plans as plan on plan.id = account_plan.plan_id
    join public.plan_versions as version on version.id = account_plan.plan_version_id
    join public.accounts as account on account.id = account_plan.account_id
    left join public.plan_versions as waiting
      on waiting.id = account_plan.next_plan_version_id
      and waiting.plan_id = account_plan.plan_id
      and waiting.version > version.version
    cross join lateral public.usage_period(
      'monthly', account_plan.anchor_at, account.time_zone, clock_timestamp()
    ) as period
    cross join lateral (
      select
        coalesce(json_agg(
          json_build_object(
            'planCode', paid_plan.code, 'name', paid_version.name, 'interval', paid.interval,
            'startsAt', paid.starts_at, 'endsAt', nullif(paid.ends_at, 'infinity'),
            'isInForce', paid.plan_id = account_plan.plan_id and paid.starts_at <= clock_timestamp(),
            'currency', paid_order.currency, 'orderId', paid_order.id, 'orderNumber', paid_order.order_number
          )
          order by paid.starts_at
        ), '[]') as times
      from public.subscriptions as paid
      join public.plans as paid_plan on paid_plan.id = paid.plan_id
      join public.plan_versions as paid_version on paid_version.id = paid.plan_version_id
      left join public.order_items as item
        on item.account_id = paid.account_id and item.id::text = paid.source_id
      left join public.orders as paid_order
        on paid_order.account_id = item.account_id and paid_order.id = item.order_id
      where paid.account_id = account_plan.account_id
        and paid.ended_at is null
        and paid.ends_at > clock_timestamp()
    ) as paid
    where account_plan.account_id = ${accountId}`.execute(db);
  const row = rows[0];
  const bought = row ? boughtOf(row.paid_times, row.default_code) : null;
  return (
    row && {
      plan: {
        id: row.plan_id,
        code: row.code,
        name: row.name,
        version: row.version,
        isDefault: row.is_default,
        newer: row.newer && toNewer(row.newer),
      },
      subscription: {
        status: 'active',
        startedAt: row.started_at.toISOString(),
        currentPeriodStart: row.period_start.toISOString(),
        currentPeriodEnd: row.period_end.toISOString(),
        endsAt: bought?.isInForce ? bought.endsAt : null,
        isBought: bought !== null,
        bought,
      },
    }
  );
}

function toNewer({
  version,
  comesAt,
  held,
}: NonNullable<AccountPlanRow['newer']>): AccountPlan['plan']['newer'] {
  return {
    version,
    comesAt: isoInstant(comesAt),
    held: { ...held, features: held.features.map(toVisible) },
  };
}

/** When the plan gives credits next, and how many; null where nothing is to come. See next_plan_credits.sql. */
export async function findNextPlanCredits(
  db: Database,
  accountId: string,
): Promise<{ at: string; amount: number } | null> {
  const { rows } = await sql<{ at: Date; amount: number }>`
    select next.at, (due.by_then - due.by_now)::bigint as amount
    from (select public.next_plan_credits(${accountId}, statement_timestamp()) as at) as next
    cross join lateral (
      select
        (select coalesce(sum(amount), 0) from public.plan_credits_due(${accountId}, next.at)) as by_then,
        (select coalesce(sum(amount), 0) from public.plan_credits_due(${accountId}, statement_timestamp())) as by_now
    ) as due
    where next.at < 'infinity'`.execute(db);
  const next = rows[0];
  return next && next.amount > 0 ? { at: next.at.toISOString(), amount: next.amount } : null;
}

/** Codes of the plans that these accounts have. */
export async function selectPlanCodes(
  db: Database | Tx,
  accountIds: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await sql<{ account_id: string; code: string }>`
    select account_plan.account_id, plan.code
    from public.account_plans as account_plan
    join public.plans as plan on plan.id = account_plan.plan_id
    where account_plan.account_id = any (${accountIds}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row.account_id, row.code]));
}

/** See apply_plan_version.sql. */
export async function applyPlanVersion(tx: Tx, accountId: string, planVersionId: string): Promise<void> {
  await sql`
    select public.apply_plan_version(
      p_account_ids => array[${accountId}]::uuid[], p_plan_version_id => ${planVersionId}::uuid
    )`.execute(tx);
}

export async function countSubscribers(
  db: Database | Tx,
  planIds: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await sql<{ plan_id: string; subscribers: number }>`
    select plan_id, count(*) as subscribers
    from public.account_plans
    where plan_id = any (${planIds}::uuid[])
    group by plan_id`.execute(db);
  return new Map(rows.map((row) => [row.plan_id, row.subscribers]));
}

/** Whether any account is entitled to the feature or ever used it. */
export async function isFeatureInUse(tx: Tx, featureCode: string): Promise<boolean> {
  const { rows } = await sql<{ in_use: boolean }>`
    select exists (select from public.account_entitlements where feature_code = ${featureCode})
      or exists (select from public.user_usage where feature_code = ${featureCode}) as in_use`.execute(tx);
  return rows[0]?.in_use ?? false;
}

/** Whether any account has the plan or waits for one of its versions. */
export async function isPlanInUse(tx: Tx, planId: string): Promise<boolean> {
  const { rows } = await sql<{ in_use: boolean }>`
    select exists (select from public.account_plans where plan_id = ${planId})
      or exists (
        select
        from public.account_plans as account_plan
        join public.plan_versions as version on version.id = account_plan.next_plan_version_id
        where version.plan_id = ${planId}
      )
      or exists (
        select
        from public.account_entitlements as entitlement
        join public.plan_versions as version on version.id = entitlement.plan_version_id
        where version.plan_id = ${planId}
      ) as in_use`.execute(tx);
  return rows[0]?.in_use ?? false;
}

/** See change_time_zone.sql. */
export async function changeTimeZone(tx: Tx, accountId: string, timeZone: string): Promise<void> {
  await sql`
    select public.change_time_zone(p_account_id => ${accountId}, p_time_zone => ${timeZone})`.execute(tx);
}

interface MovedPeriodRow {
  feature_code: string;
  reset_period: 'daily' | 'monthly';
  period_end: Date;
  moved_end: Date;
}

/** See preview_time_zone.sql. */
export async function previewTimeZone(
  db: Database,
  accountId: string,
  timeZone: string,
): Promise<MovedPeriodRow[]> {
  const { rows } = await sql<MovedPeriodRow>`
    select * from public.preview_time_zone(p_account_id => ${accountId}, p_time_zone => ${timeZone})`.execute(
    db,
  );
  return rows;
}
