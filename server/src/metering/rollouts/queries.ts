import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import { enqueue, type Tx } from '../../db/transaction.ts';
import { countSubscribers } from '../entitlements/queries.ts';

/** Something in `plan_rollouts` waits for `rollouts.ts`. */
export const rolloutTopic = 'plan.rollout';

/** See rollout_plan_version.sql. What is left to be done in chunks begins as soon as the transaction has committed. */
export async function rolloutPlanVersion(
  tx: Tx,
  { planId, planVersionId, rollout }: { planId: string; planVersionId: string; rollout: string },
): Promise<void> {
  await sql`
    select public.rollout_plan_version(
      p_plan_id => ${planId}, p_plan_version_id => ${planVersionId}, p_rollout => ${rollout}
    )`.execute(tx);
  if (rollout !== 'new_only') await enqueue(tx, rolloutTopic, {});
}

/** What was done in one statement, whose locks are held for no longer than that takes in Postgres. */
interface Chunk {
  accountIds: string[];
  tookMs: number;
}

/** See continue_plan_rollout.sql. Undefined where there is no rollout to go on with. */
export async function continuePlanRollout(db: Database, limit: number): Promise<Chunk | undefined> {
  const { rows } = await sql<{ accountIds: string[] | null; tookMs: number }>`
    select account_ids as "accountIds", took_ms as "tookMs"
    from public.continue_plan_rollout(p_limit => ${limit})`.execute(db);
  const { accountIds = null, tookMs = 0 } = rows[0] ?? {};
  return accountIds ? { accountIds, tookMs } : undefined;
}

/** Puts the rollout that is next behind the others. */
export async function deferPlanRollout(db: Database): Promise<void> {
  await sql`select public.defer_plan_rollout(id) from public.next_plan_rollout() as id`.execute(db);
}

/** An account whose renewal was tried, and when; to the microsecond, which a Date can't hold. */
interface TriedRenewal {
  accountId: string;
  isRenewed: boolean;
  triedAt: string;
}

/**
 * See apply_due_renewals.sql: the next ones of the turn that began at that instant, or with this call; and how many
 * milliseconds that took in Postgres.
 */
export async function applyDueRenewals(
  db: Database,
  limit: number,
  turnBeganAt: string | undefined,
): Promise<{ tried: TriedRenewal[]; tookMs: number }> {
  const { rows } = await sql<TriedRenewal & { tookMs: number }>`
    select
      account_id as "accountId", is_renewed as "isRenewed", tried_at::text as "triedAt",
      extract(epoch from clock_timestamp() - tried_at)::float8 * 1000 as "tookMs"
    from public.apply_due_renewals(p_limit => ${limit}, p_turn_began_at => ${turnBeganAt ?? null})`.execute(
    db,
  );
  return { tried: rows, tookMs: rows[0]?.tookMs ?? 0 };
}

/** Accounts that a preview looks at in one statement, which takes about a millisecond for each. */
const previewChunk = 250;
const previewMs = 8_000;

/**
 * For each quota offered, how many of the plan's accounts would be over it if all got it now (see
 * count_over_quota.sql). Holds no lock; where there are more accounts than can be looked at in a few seconds, the rest
 * is estimated from those that were.
 */
export async function countOverQuota(
  db: Database,
  planId: string,
  offers: readonly { featureCode: string; quota: number; resetPeriod: string }[],
): Promise<{ featureCode: string; accounts: number }[]> {
  const deadline = performance.now() + previewMs;
  const over = new Map<string, number>();
  let looked = 0;
  let after: string | undefined;
  let isWhole = false;
  while (!isWhole && performance.now() < deadline) {
    const accountIds = await selectSubscribers(db, planId, after);
    const { rows } = await sql<{ feature_code: string; accounts: number }>`
      select feature_code, accounts
      from public.count_over_quota(
        p_account_ids => ${accountIds}::uuid[],
        p_feature_codes => ${offers.map((offer) => offer.featureCode)}::text[],
        p_quotas => ${offers.map((offer) => offer.quota)}::bigint[],
        p_reset_periods => ${offers.map((offer) => offer.resetPeriod)}::text[]
      )`.execute(db);
    for (const row of rows) over.set(row.feature_code, (over.get(row.feature_code) ?? 0) + row.accounts);
    looked += accountIds.length;
    after = accountIds.at(-1);
    isWhole = accountIds.length < previewChunk;
  }
  const all = isWhole ? looked : ((await countSubscribers(db, [planId])).get(planId) ?? looked);
  return [...over]
    .map(([featureCode, accounts]) => ({
      featureCode,
      accounts: isWhole ? accounts : Math.round((accounts / looked) * all),
    }))
    .sort((one, other) => (one.featureCode < other.featureCode ? -1 : 1));
}

/** Buyers that a preview looks at, taken at random where there are more. */
const previewBuyers = 2_000;

/**
 * For each feature of which that would be less, how many of the accounts that have paid for the plan, and have it now,
 * have more of it than the offers: at a time, in thirty days, or as it comes again. Overrides that last shield from the
 * plan. Of very many the number is estimated from some.
 */
export async function countLessForBuyers(
  db: Database,
  planId: string,
  offers: readonly { code: string; quota: number | null; resetPeriod: string | null; enabled: boolean }[],
): Promise<{ featureCode: string; accounts: number }[]> {
  const { rows } = await sql<{ featureCode: string; accounts: number }>`
    with buyer as materialized (
      select distinct account_id
      from public.subscriptions
      where plan_id = ${planId}
        and ended_at is null
        and starts_at <= clock_timestamp()
        and ends_at > clock_timestamp()
    ),
    looked as materialized (select account_id from buyer order by random() limit ${previewBuyers}),
    met as (
      select has.feature_code, count(*) as accounts
      from looked
      join public.account_plans as account_plan
        on account_plan.account_id = looked.account_id and account_plan.plan_id = ${planId}
      join public.account_entitlements as has on has.account_id = looked.account_id
      left join unnest(
        ${offers.map(({ code }) => code)}::text[],
        ${offers.map(({ quota }) => quota)}::bigint[],
        ${offers.map(({ resetPeriod }) => resetPeriod)}::text[],
        ${offers.map(({ enabled }) => enabled)}::boolean[]
      ) as offer(code, quota, reset_period, is_enabled) on offer.code = has.feature_code
      where has.plan_version_id is not null
        and has.is_enabled
        and public.effective_quota(null, has.override_quota, has.override_expires_at, clock_timestamp()) is null
        and case
          when has.kind = 'boolean' then not coalesce(offer.is_enabled, false)
          when has.plan_quota = -1 then offer.quota is distinct from -1
          else offer.quota is distinct from -1
            and (
              has.plan_quota > coalesce(offer.quota, 0)
              or has.plan_quota * case has.reset_period when 'daily' then 30 else 1 end
              > offer.quota * case offer.reset_period when 'daily' then 30 else 1 end
              or has.reset_period <> 'never' and offer.reset_period = 'never' and has.plan_quota > 0
            )
        end
      group by has.feature_code
    )
    select
      met.feature_code as "featureCode",
      round(met.accounts * greatest((select count(*) from buyer) / ${previewBuyers}::numeric, 1))::bigint as accounts
    from met
    order by met.feature_code`.execute(db);
  return rows;
}

/** The next accounts that have the plan, by id. */
async function selectSubscribers(db: Database, planId: string, after: string | undefined): Promise<string[]> {
  const { rows } = await sql<{ account_id: string }>`
    select account_id from public.account_plans
    where plan_id = ${planId} ${after === undefined ? sql`` : sql`and account_id > ${after}::uuid`}
    order by account_id
    limit ${previewChunk}`.execute(db);
  return rows.map((row) => row.account_id);
}

/**
 * Whether accounts have another version than the plan's current one that this rollout would take to them, and that
 * nothing is taking to them already.
 */
export async function isRolloutDue(
  tx: Tx,
  { planId, rollout }: { planId: string; rollout: string },
): Promise<boolean> {
  const { rows } = await sql<{ is_due: boolean }>`
    select exists (
      select
      from public.plans as plan
      join public.plan_versions as version
        on version.plan_id = plan.id and version.version = plan.current_version
      join public.account_plans as account_plan
        on account_plan.plan_id = plan.id and account_plan.plan_version_id <> version.id
      where plan.id = ${planId}
        and case ${rollout}::text
          when 'now' then true
          when 'renewal' then account_plan.next_plan_version_id is distinct from version.id
          else false
        end
        and not exists (
          select
          from public.plan_rollouts as rollout
          where rollout.plan_version_id = version.id and rollout.rollout in ('now', ${rollout})
        )
    ) as is_due`.execute(tx);
  return rows[0]?.is_due ?? false;
}
