import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database } from '../db/pool.ts';
import type { Tx } from '../db/transaction.ts';
import { invariant } from '../lib/invariant.ts';
import type { Day, Use } from './rhythm.ts';

/** Any number will do as long as nothing else locks by it. */
const turnLock = 7_261_002;
/** More accounts than the demo has, and more than falls due in its weeks. */
const mostAccounts = 50;
const mostDue = 500;

/**
 * Waits while another node seeds, however slow its machine is: by asking again, as no statement may wait that long.
 * The turn ends with the transaction. Rejects once `signal` is aborted.
 */
export async function takeTurn(tx: Tx, signal?: AbortSignal): Promise<void> {
  while (!(await isMyTurn(tx))) await delay(200, undefined, { signal });
}

async function isMyTurn(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ isMine: boolean }>`
    select pg_try_advisory_xact_lock(${turnLock}) as "isMine"`.execute(tx);
  return rows[0]?.isMine === true;
}

/** Of the line in the audit log, at the demo admin's account, that says it is all there. */
export const seededAction = 'demo.seeded';

export async function isSeeded(tx: Tx, adminEmail: string): Promise<boolean> {
  const { rows } = await sql<{ is_seeded: boolean }>`
    select exists (
      select
      from public.users as admin
      join public.account_members as member on member.user_id = admin.id
      join public.audit_log as entry on entry.account_id = member.account_id
      where admin.email = ${adminEmail} and entry.action = ${seededAction}
    ) as is_seeded`.execute(tx);
  return rows[0]?.is_seeded ?? false;
}

/** Of the line that tells the demo's admin from a person who had the address before. */
export const adminMadeAction = 'demo.admin_made';

export async function isMadeByDemo(db: Database, userId: string): Promise<boolean> {
  const { rows } = await sql`
    select from public.audit_log as entry
    where entry.action = ${adminMadeAction} and entry.actor_kind = 'system' and entry.target = ${userId}
    limit 1`.execute(db);
  return rows.length === 1;
}

export async function hasCatalog(db: Database): Promise<boolean> {
  const { rows } = await sql<{ has_catalog: boolean }>`
    select exists (select from public.plans) or exists (select from public.features) as has_catalog`.execute(
    db,
  );
  return rows[0]?.has_catalog ?? false;
}

/** The database's clock. */
export async function readClock(db: Database | Tx): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('The clock came back empty');
  return row.now;
}

/** Makes the past of records from 60 days ago on possible. */
export async function makeRoomForThePast(db: Database): Promise<void> {
  await sql`select public.ensure_usage_partitions(now() - interval '60 days', now())`.execute(db);
}

/**
 * Days of an account's calendar, oldest first: from so many days ago until before so many days ago; 0 for the
 * second includes today. Months count from `anchorDaysAgo`.
 */
export async function readDays(
  tx: Tx,
  span: { timeZone: string; now: Date; fromDaysAgo: number; untilDaysAgo: number; anchorDaysAgo: number },
): Promise<Day[]> {
  const { timeZone, now, fromDaysAgo, untilDaysAgo, anchorDaysAgo } = span;
  const { rows } = await sql<{ day_start: Date; day_end: Date; month_start: Date; weekday: number }>`
    select
      public.day_start(local.day, ${timeZone}) as day_start,
      public.day_start(local.day + 1, ${timeZone}) as day_end,
      month.period_start as month_start,
      extract(isodow from local.day)::int as weekday
    from (select (${now}::timestamptz at time zone ${timeZone})::date as day) as today
    cross join lateral (
      select today.day - ago as day
      from generate_series(${fromDaysAgo}::int, ${untilDaysAgo === 0 ? 0 : untilDaysAgo + 1}::int, -1) as ago
    ) as local
    cross join lateral public.usage_period(
      'monthly',
      public.day_start(today.day - ${anchorDaysAgo}::int, ${timeZone}),
      ${timeZone},
      public.day_start(local.day, ${timeZone})
    ) as month
    order by local.day`.execute(tx);
  return rows.map((row) => ({
    startMs: row.day_start.getTime(),
    endMs: row.day_end.getTime(),
    monthStartMs: row.month_start.getTime(),
    weekday: row.weekday,
  }));
}

/** Gives a plan version as of an instant; see apply_plan_version.sql. */
export async function givePlanAt(tx: Tx, accountId: string, planVersionId: string, at: Date): Promise<void> {
  await sql`
    select public.apply_plan_version(
      p_account_ids => array[${accountId}]::uuid[], p_plan_version_id => ${planVersionId}::uuid, p_now => ${at}
    )`.execute(tx);
}

/** Those who were there before the catalog, such as the admin of the settings, start as newcomers do. */
export async function givePlanToTheRest(tx: Tx, planVersionId: string): Promise<void> {
  await sql`
    select public.apply_plan_version(
      p_account_ids => array_agg(account.id), p_plan_version_id => ${planVersionId}::uuid
    )
    from public.accounts as account
    where not exists (select from public.account_plans as account_plan where account_plan.account_id = account.id)
    having count(*) > 0`.execute(tx);
}

/** An account and its owner, as old as their story. */
export async function backdate(tx: Tx, accountId: string, at: Date): Promise<void> {
  await sql`update public.accounts set created_at = ${at} where id = ${accountId}`.execute(tx);
  await sql`
    update public.users as owner
    set created_at = ${at}
    from public.account_members as member
    where member.account_id = ${accountId} and owner.id = member.user_id`.execute(tx);
}

/** Uses that were recorded together. */
export interface Batch {
  now: string;
  events: Use[];
}

/** Records batch after batch, each at its own time; returns how many uses were not accepted. */
export async function recordBatches(tx: Tx, accountId: string, batches: readonly Batch[]): Promise<number> {
  const { rows } = await sql<{ refused: number }>`
    select count(*) filter (where outcome.status <> 'recorded') as refused
    from jsonb_array_elements(${JSON.stringify(batches)}::jsonb) as batch
    cross join lateral public.record_feature_usage(
      p_account_id => ${accountId},
      p_events => batch -> 'events',
      p_now => (batch ->> 'now')::timestamptz
    ) as outcome`.execute(tx);
  return rows[0]?.refused ?? 0;
}

/** Alerts were raised just now, about the past: dates them by the records that crossed their thresholds. */
export async function dateAlerts(tx: Tx, accountId: string, now: Date): Promise<void> {
  await sql`select public.date_alerts_by_records(p_account_id => ${accountId}, p_now => ${now})`.execute(tx);
}

/** The account's latest use of a feature. */
export async function findLatestUse(
  tx: Tx,
  accountId: string,
  featureCode: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from public.usage_records
    where account_id = ${accountId} and feature_code = ${featureCode} and kind = 'use'
    order by occurred_at desc, id desc
    limit 1`.execute(tx);
  return rows[0]?.id;
}

/** Credits that the service itself gives, as of an instant; see grant_credits.sql. */
export async function giveBonusAt(
  tx: Tx,
  accountId: string,
  bonus: { amount: number; reason: string; sourceId: string },
  at: Date,
): Promise<void> {
  await sql`
    select public.grant_credits(
      p_account_id => ${accountId}, p_amount => ${bonus.amount}, p_source => 'bonus',
      p_source_id => ${bonus.sourceId}, p_reason => ${bonus.reason}, p_now => ${at}
    )`.execute(tx);
}

/** A package that the service itself gives, as of an instant; see assign_package.sql. */
export async function assignPackageAt(
  tx: Tx,
  accountId: string,
  given: { code: string; reason: string; sourceId: string },
  at: Date,
): Promise<void> {
  await sql`
    select public.assign_package(
      p_account_id => ${accountId}, p_package_version_id => version.id, p_source => 'bonus',
      p_source_id => ${given.sourceId}, p_reason => ${given.reason}, p_now => ${at}
    )
    from public.packages as package
    join public.package_versions as version
      on version.package_id = package.id and version.version = package.current_version
    where package.code = ${given.code}`.execute(tx);
}

/** Brings an account's credits up to an instant, each thing at the time when it falls due; see expire_credits.sql. */
export async function settleUntil(tx: Tx, accountId: string, at: Date): Promise<void> {
  let count = 1;
  for (let turn = 0; count > 0; turn += 1) {
    invariant(turn < mostDue, 'what has fallen due is settled');
    const { rows } = await sql`
      select settled.account_id
      from public.credit_balances as balance
      cross join lateral public.expire_credits(
        p_limit => ${mostAccounts}, p_after_due_at => null, p_after_account_id => null, p_now => balance.due_at
      ) as settled
      where balance.account_id = ${accountId} and balance.due_at <= ${at}`.execute(tx);
    count = rows.length;
  }
}

/** Pays an action as of an instant; returns the line's id, none where it was refused. See consume_credits.sql. */
export async function spendAt(
  tx: Tx,
  accountId: string,
  { action, referenceId }: { action: string; referenceId: string },
  at: Date,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select transaction_id as id
    from public.consume_credits(
      p_account_id => ${accountId}, p_uses => ${JSON.stringify([{ action, referenceId }])}::jsonb, p_now => ${at}
    )
    where status = 'recorded'`.execute(tx);
  return rows[0]?.id;
}

/** Gives back all that a use took, as of an instant; see return_credits.sql. */
export async function returnUseAt(
  tx: Tx,
  accountId: string,
  { id, reason }: { id: string; reason: string },
  at: Date,
): Promise<void> {
  await sql`
    select public.return_credits(
      p_account_id => ${accountId}, p_transaction_id => ${id}, p_reason => ${reason}, p_now => ${at}
    )`.execute(tx);
}
