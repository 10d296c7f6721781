import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import type { PlanChangePreview } from './contract.ts';

/** Who holds the rows of an account for longer is not waited for; until this transaction ends. */
export async function limitPatience(tx: Tx, patienceMs: number): Promise<void> {
  await sql`select pg_catalog.set_config('lock_timeout', ${`${patienceMs}ms`}, true)`.execute(tx);
}

/** Whether the account has this very version, and no other one that is due. */
export async function hasVersion(tx: Tx, accountId: string, planVersionId: string): Promise<boolean> {
  const { rows } = await sql<{ has: boolean }>`
    select exists (
      select
      from public.account_plans as has
      where has.account_id = ${accountId}
        and has.plan_version_id = ${planVersionId}
        and (has.next_plan_version_id is null or has.renews_at > clock_timestamp())
    ) as has`.execute(tx);
  return rows[0]?.has ?? false;
}

/** What the version would do to each of these accounts, in their order; those that are not there are left out. */
export async function previewVersion(
  db: Database,
  accountIds: readonly string[],
  planVersionId: string,
): Promise<PlanChangePreview[]> {
  const { rows } = await sql<PlanChangePreview>`
    with version as (select id, plan_id from public.plan_versions where id = ${planVersionId}),
    offers as materialized (
      select
        array_agg(offer.feature_code) as codes,
        -- Over one less is all used; of what a plan offers nothing of, whoever has used any.
        array_agg(case when offer.quota = -1 then -1 else greatest(offer.quota - 1, 0) end) as quotas,
        array_agg(offer.reset_period) as periods
      from public.plan_features as offer
      where offer.plan_version_id = ${planVersionId} and offer.quota is not null
    )
    select
      account.id as "accountId", account.name, plan.code as "planCode", judged.effect,
      case when judged.effect in ('keeps', 'refused') then '{}' else array(
        select over.feature_code
        from offers
        cross join lateral public.count_over_quota(
          array[account.id], offers.codes, offers.quotas, offers.periods
        ) as over
        order by over.feature_code
      ) end as "usedUp",
      array(
        select entitlement.feature_code
        from public.account_entitlements as entitlement
        where entitlement.account_id = account.id
          and entitlement.plan_version_id is not null
          and entitlement.is_enabled
          and entitlement.plan_quota is distinct from 0
          and not (
            entitlement.override_quota is not null
            and public.override_holds(entitlement.override_expires_at, clock_timestamp())
          )
          and not exists (
            select
            from public.plan_features as offer
            where offer.plan_version_id = ${planVersionId}
              and offer.feature_code = entitlement.feature_code
              and offer.is_enabled
              and offer.quota is distinct from 0
          )
        order by entitlement.feature_code
      ) as loses,
      array(
        select entitlement.feature_code
        from public.account_entitlements as entitlement
        where entitlement.account_id = account.id
          and entitlement.override_quota is not null
          and public.override_holds(entitlement.override_expires_at, clock_timestamp())
        order by entitlement.feature_code
      ) as overrides,
      array(
        select entitlement.feature_code
        from public.account_entitlements as entitlement
        join public.plan_features as offer
          on offer.plan_version_id = ${planVersionId} and offer.feature_code = entitlement.feature_code
        where entitlement.account_id = account.id
          and entitlement.override_quota is not null
          and public.override_holds(entitlement.override_expires_at, clock_timestamp())
          and offer.is_enabled
          and entitlement.override_quota <> -1
          and (offer.quota = -1 or coalesce(offer.quota, 1) > entitlement.override_quota)
        order by entitlement.feature_code
      ) as "keptBelow",
      exists (
        select
        from public.subscriptions as bought
        where bought.account_id = account.id and bought.ended_at is null and bought.ends_at > clock_timestamp()
      ) as "isBought"
    from unnest(${accountIds}::uuid[]) with ordinality as wanted(id, place)
    join public.accounts as account on account.id = wanted.id
    left join public.account_plans as has on has.account_id = account.id
    left join public.plans as plan on plan.id = has.plan_id
    cross join version
    cross join lateral (
      select case
        when account.closed_at is not null then 'refused'
        when has.plan_id is distinct from version.plan_id then 'changes'
        when has.plan_version_id <> version.id then 'newer_version'
        when has.next_plan_version_id is not null and has.renews_at <= clock_timestamp() then 'newer_version'
        else 'keeps'
      end as effect
    ) as judged
    order by wanted.place`.execute(db);
  return rows;
}
