import { sql } from 'kysely';
import type pg from 'pg';
import { plainArray, textArray } from '../../db/arrays.ts';
import { endOfTime, type Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import { never } from '../../lib/instants.ts';
import type { Check } from './contract.ts';
import type { QuotaState, StateWanted } from './quota-state.ts';

export interface StateRow {
  feature_code: string;
  kind: QuotaState['kind'];
  is_enabled: boolean;
  quota: number | null;
  used: number;
  reserved: number;
  overage: number;
  overage_credits: number;
  is_elastic: boolean;
  reset_period: QuotaState['resetPeriod'];
  period_start: Date | null;
  period_end: Date | null;
  time_zone: string;
  version: number;
  valid_until: Date | null;
}

/** See quota_states.sql: a renewal of somebody's plan may end what is known earlier than the state itself does. */
interface BelievedStateRow extends StateRow {
  believed_until: Date;
}

/** Where each of these stands, in their order; null where nothing grants the feature. */
export async function readStates(
  pool: pg.Pool,
  wanted: readonly StateWanted[],
): Promise<(QuotaState | null)[]> {
  const { rows } = await pool.query<BelievedStateRow & { ordinal: number }>(
    'select ordinal, (state).*, believed_until from public.quota_states($1::uuid[], $2::text[])',
    [plainArray(wanted.map((one) => one.accountId)), textArray(wanted.map((one) => one.featureCode))],
  );
  const states = new Array<QuotaState | null>(wanted.length).fill(null);
  for (const row of rows) states[row.ordinal - 1] = toBelievedState(row);
  return states;
}

/** All that an account is entitled to, in the order of its plan, then by code. */
export async function readAccountStates(
  db: Database | Tx,
  accountId: string,
): Promise<Map<string, QuotaState>> {
  const { rows } = await sql<BelievedStateRow>`
    select (found.state).*, found.believed_until
    from public.quota_states(array[${accountId}]::uuid[]) as found
    left join public.account_plans as account_plan on account_plan.account_id = ${accountId}
    left join public.plan_features as offer
      on offer.plan_version_id = account_plan.plan_version_id and offer.feature_code = (found.state).feature_code
    order by offer.position, (found.state).feature_code`.execute(db);
  return new Map(rows.map((row) => [row.feature_code, toBelievedState(row)]));
}

export function toState(row: StateRow): QuotaState {
  const { period_end: end, valid_until: until } = row;
  return {
    kind: row.kind,
    isEnabled: row.is_enabled,
    quota: row.quota ?? 0,
    used: row.used,
    reserved: row.reserved,
    overage: row.overage,
    overageCredits: row.overage_credits,
    isElastic: row.is_elastic,
    resetPeriod: row.reset_period,
    periodStart: row.period_start?.toISOString() ?? null,
    periodEnd: !end || end.getTime() === endOfTime.getTime() ? null : end.toISOString(),
    timeZone: row.time_zone,
    version: row.version,
    validUntil: until?.getTime() ?? never,
  };
}

function toBelievedState(row: BelievedStateRow): QuotaState {
  const state = toState(row);
  return { ...state, validUntil: Math.min(state.validUntil, row.believed_until.getTime()) };
}

/**
 * Would a use be accepted now, and if not, why (see check_user_quota.sql and judge_state_overage.sql)? With what the
 * account's credits would pay, which no cache knows.
 */
export async function checkInPostgres(
  db: Database,
  { accountId, featureCode }: StateWanted,
  amount: number,
): Promise<{ reason: string | null; cap: Check['cap'] }> {
  const { rows } = await sql<{ reason: string | null; required: number | null; left: number | null }>`
    select verdict.reason, judged.credits as required, judged.cap_left as left
    from public.check_user_quota(
      p_account_id => ${accountId}, p_feature_code => ${featureCode}, p_amount => ${amount}
    ) as verdict
    left join lateral public.judge_state_overage(${accountId}, verdict.state, ${amount}, clock_timestamp()) as judged
      on verdict.reason = 'quota_exceeded'`.execute(db);
  const { reason = null, required = null, left = null } = rows[0] ?? {};
  return { reason, cap: required === null || left === null ? undefined : { left, required } };
}

/**
 * The version of a change that Postgres would make now. Asked for before states are read, it is older than all that
 * they may lack; the clock of a node may be behind that of Postgres.
 */
export async function readVersion(db: Database): Promise<number> {
  const { rows } = await sql<{ version: number }>`
    select public.version_clock() as version`.execute(db);
  return rows[0]?.version ?? 0;
}
