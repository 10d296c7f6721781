import { sql } from 'kysely';
import type { WaitingVersion } from '../../catalog/contract.ts';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';

/**
 * Which later versions of their plan accounts wait for, by plan: those that were published for the renewal, and what
 * was bought to follow. Of a rollout to very many, those that it has come to by now.
 */
export async function selectWaitingVersions(
  db: Database | Tx,
  planIds: readonly string[],
): Promise<Map<string, WaitingVersion[]>> {
  const { rows } = await sql<Omit<WaitingVersion, 'firstAt' | 'lastAt'> & WaitingRow>`
    select
      account_plan.plan_id as "planId", waiting.version, count(*) as accounts,
      min(account_plan.renews_at) as "firstAt", max(account_plan.renews_at) as "lastAt"
    from public.account_plans as account_plan
    join public.plan_versions as waiting
      on waiting.id = account_plan.next_plan_version_id and waiting.plan_id = account_plan.plan_id
    join public.plan_versions as held
      on held.id = account_plan.plan_version_id and held.version < waiting.version
    where account_plan.plan_id = any (${planIds}::uuid[]) and account_plan.next_plan_version_id is not null
    group by account_plan.plan_id, waiting.version
    order by waiting.version`.execute(db);
  const byPlan = new Map<string, WaitingVersion[]>();
  for (const { planId, firstAt, lastAt, ...version } of rows) {
    const told = { ...version, firstAt: firstAt.toISOString(), lastAt: lastAt.toISOString() };
    byPlan.set(planId, [...(byPlan.get(planId) ?? []), told]);
  }
  return byPlan;
}

/**
 * How many accounts have an older version of these plans than the newest, and wait for no later one. Unknown while a
 * version is on its way to them.
 */
export async function countKeepingOlder(
  db: Database | Tx,
  planIds: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await sql<{ planId: string; accounts: number }>`
    select newest.plan_id as "planId", count(*) as accounts
    from (
      select plan_id, max(version) as version
      from public.plan_versions
      where plan_id = any (${planIds}::uuid[])
      group by plan_id
    ) as newest
    join public.plan_versions as held on held.plan_id = newest.plan_id and held.version < newest.version
    join public.account_plans as account_plan
      on account_plan.plan_id = held.plan_id and account_plan.plan_version_id = held.id
    left join public.plan_versions as waiting
      on waiting.id = account_plan.next_plan_version_id
      and waiting.plan_id = held.plan_id and waiting.version > held.version
    where waiting.id is null
      and not exists (select from public.plan_rollouts as rollout where rollout.plan_id = newest.plan_id)
    group by newest.plan_id`.execute(db);
  return new Map(rows.map(({ planId, accounts }) => [planId, accounts]));
}

interface WaitingRow {
  planId: string;
  firstAt: Date;
  lastAt: Date;
}

/** Accounts that have the plan by what they paid for a time: no version published for the renewal reaches them. */
export async function countKeptByBuyers(db: Database, planId: string): Promise<number> {
  const { rows } = await sql<{ accounts: number }>`
    select count(distinct subscription.account_id) as accounts
    from public.subscriptions as subscription
    join public.account_plans as account_plan
      on account_plan.account_id = subscription.account_id and account_plan.plan_id = subscription.plan_id
    where subscription.plan_id = ${planId}
      and subscription.ended_at is null
      and subscription.starts_at <= clock_timestamp()
      and subscription.ends_at > clock_timestamp()
      and subscription.ends_at < 'infinity'`.execute(db);
  return rows[0]?.accounts ?? 0;
}
