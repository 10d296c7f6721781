import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { sqlstateOf } from '../../../src/db/sqlstate.ts';
import { createTestDatabase } from '../database/database.ts';
import { SqlDatabase, useAuditedDatabase } from '../database/sql-database.ts';
import { auditUsage } from './usage-audit.ts';

/** What a plan offers of a feature: 100 a month unless told otherwise; `enabled` makes it a boolean feature. */
export interface Offer {
  quota?: number;
  resetPeriod?: 'daily' | 'monthly' | 'never';
  thresholds?: number[];
  enabled?: boolean;
  /** What credits may pay beyond the quota, if the owner agrees. */
  overage?: 'credits';
  overageRate?: { credits: number; per: number };
}
export type Offers = Record<string, Offer>;

/** What a plan includes: 100 a month unless told otherwise. */
export interface PlanCredits {
  amount?: number;
  interval?: 'month' | 'year';
  rolloverPeriods?: number;
}

export interface SqlPlan {
  planId: string;
  versionId: string;
}

export interface SqlEvent {
  featureCode?: string;
  amount?: number;
  key?: string;
  occurredAt?: string;
  metadata?: object;
}

export interface Outcome {
  ordinal: number;
  status: 'recorded' | 'replayed' | 'rejected';
  code: string | null;
  record_id: string | null;
  quota: number | null;
  used: number | null;
  reserved: number | null;
  period_start: Date | null;
  period_end: Date | null;
  version: number | null;
  alerts: string | null;
  retry_at: Date | null;
  overage: number | null;
  overage_credits: number | null;
  paid_units: number | null;
  paid_credits: number | null;
  available_credits: number | null;
}

export interface Counter {
  feature_code: string;
  period_start: Date;
  period_end: Date;
  reset_period: string;
  time_zone: string;
  quota: number;
  is_granted: boolean;
  used: number;
  reserved: number;
  carried: number;
  overage: number;
  overage_credits: number;
  first_end: Date;
  limit_epoch: number;
  next_alert_used: number | null;
  version: number;
}

export interface StoredRecord {
  id: string;
  feature_code: string;
  kind: 'use' | 'void' | 'reset';
  amount: number;
  occurred_at: Date;
  created_at: Date;
  period_start: Date | null;
  reservation_id: string | null;
  voids_id: string | null;
  reason: string | null;
  metadata: object | null;
}

/** The moment at which accounts of these tests come to their plans, unless told otherwise. */
export const start = '2026-03-10T12:00:00.000Z';

/** So long after another instant; `by` is an interval of Postgres' kind in its two usual units. */
export function after(instant: string, by: { days?: number; hours?: number; seconds?: number }): string {
  const { days = 0, hours = 0, seconds = 0 } = by;
  return new Date(Date.parse(instant) + ((days * 24 + hours) * 3600 + seconds) * 1000).toISOString();
}

/**
 * A database with metering's functions, called with the time that a test says it is. The feature is `calls` where none
 * is named.
 */
export class MeteringDatabase extends SqlDatabase {
  /** The tables of what is kept. */
  protected static readonly kept = [
    'account_plans',
    'account_entitlements',
    'user_usage',
    'usage_records',
    'usage_voids',
    'usage_idempotency_keys',
    'usage_reservations',
    'quota_alerts',
    'elastic_consents',
    'usage_payments',
  ];

  static async open(): Promise<MeteringDatabase> {
    const database = new MeteringDatabase(await createTestDatabase(), this.kept);
    await database.openMonths();
    return database;
  }

  /** Records of 2026 and 2027, and of now, get a place. */
  protected async openMonths(): Promise<void> {
    await this.rows(`select public.ensure_usage_partitions('2026-01-01Z', '2027-12-31Z')`);
  }

  /** A plan of its own with one published version; features that are missing are made. */
  async plan(offers: Offers, credits?: PlanCredits): Promise<SqlPlan> {
    const planId = randomUUID();
    await this.rows(
      `insert into public.plans (id, code, status, current_version) values ($1::uuid, 'p' || $1, 'active', 0)`,
      [planId],
    );
    return { planId, versionId: await this.publish(planId, offers, credits) };
  }

  /** A further version of the plan, given to nobody yet. */
  async publish(planId: string, offers: Offers, credits?: PlanCredits): Promise<string> {
    for (const [code, { enabled }] of Object.entries(offers)) {
      await this.feature(code, enabled === undefined ? 'metered' : 'boolean');
    }
    const features = Object.entries(offers).map(([code, offer]) =>
      offer.enabled === undefined
        ? { code, quota: 100, resetPeriod: 'monthly', enabled: true, ...offer }
        : { code, enabled: offer.enabled },
    );
    const content = {
      name: {},
      description: {},
      highlighted: false,
      prices: [],
      features,
      credits: credits && { amount: 100, interval: 'month', ...credits },
    };
    const { id } = await this.one<{ id: string }>(
      `select public.publish_plan_version(id, current_version, $2, '{}') as id from public.plans where id = $1`,
      [planId, JSON.stringify(content)],
    );
    return id;
  }

  async feature(code: string, kind: 'metered' | 'boolean' = 'metered'): Promise<void> {
    await this.rows(
      `insert into public.features (code, name, unit, kind) values ($1, '{}', '{"en": "call", "zh-CN": "次"}', $2) on conflict do nothing`,
      [code, kind],
    );
  }

  /** An account, on a plan of its own with these offers, or on the plan given; on none for `null`. */
  async account(
    on: Offers | SqlPlan | null = { calls: {} },
    { at = start, timeZone = 'UTC' }: { at?: string; timeZone?: string } = {},
  ): Promise<string> {
    const accountId = randomUUID();
    await this.rows(
      `insert into public.accounts (id, kind, name, time_zone) values ($1, 'external', 'An account', $2)`,
      [accountId, timeZone],
    );
    if (on !== null) {
      const plan = isPlan(on) ? on : await this.plan(on);
      await this.applyPlan(accountId, plan.versionId, at);
    }
    return accountId;
  }

  async applyPlan(accountId: string, versionId: string, at = start): Promise<void> {
    await this.rows('select public.apply_plan_version(array[$1]::uuid[], $2, $3)', [
      accountId,
      versionId,
      at,
    ]);
  }

  /** A plan of its own with these offers, for an account that had another. */
  async movePlan(accountId: string, offers: Offers, at = start): Promise<void> {
    await this.applyPlan(accountId, (await this.plan(offers)).versionId, at);
  }

  async moveZone(accountId: string, timeZone: string, at = start): Promise<void> {
    await this.rows('select public.change_time_zone($1, $2, $3)', [accountId, timeZone, at]);
  }

  /** Outcomes in the order of the events, all of one account. */
  async record(accountId: string, events: SqlEvent[], at = start): Promise<Outcome[]> {
    return this.recordMany(
      events.map((event) => ({ accountId, ...event })),
      at,
    );
  }

  async recordMany(events: (SqlEvent & { accountId: string })[], at = start): Promise<Outcome[]> {
    // A use gives a counter up soon, and the server's recorder asks again; here that is how long the machine takes.
    return whileHeld(() => this.#recordMany(events, at));
  }

  #recordMany(events: (SqlEvent & { accountId: string })[], at: string): Promise<Outcome[]> {
    return this.rows<Outcome>(
      `select * from public.record_feature_usage_many(
         $1::uuid[], $2::text[], $3::bigint[], $4::text[], $5::timestamptz[], $6::jsonb[], $7::timestamptz
       ) order by ordinal`,
      [
        events.map((event) => event.accountId),
        events.map((event) => event.featureCode ?? 'calls'),
        events.map((event) => event.amount ?? 1),
        events.map((event) => event.key ?? null),
        events.map((event) => event.occurredAt ?? null),
        events.map((event) => (event.metadata ? JSON.stringify(event.metadata) : null)),
        at,
      ],
    );
  }

  /** One event. */
  async use(accountId: string, event: SqlEvent = {}, at = start): Promise<Outcome> {
    const [outcome] = await this.record(accountId, [event], at);
    if (!outcome) throw new Error('The event came back without an outcome');
    return outcome;
  }

  /** All counters of a feature, oldest first. */
  counters(accountId: string, featureCode = 'calls'): Promise<Counter[]> {
    return this.rows<Counter>(
      'select * from public.user_usage where account_id = $1 and feature_code = $2 order by period_start',
      [accountId, featureCode],
    );
  }

  /** The only counter of a feature. */
  async counter(accountId: string, featureCode = 'calls'): Promise<Counter> {
    const [counter, ...others] = await this.counters(accountId, featureCode);
    if (!counter || others.length > 0) throw new Error(`Expected one counter, got ${others.length + 1}`);
    return counter;
  }

  /** Renews so many of those that are due, as the job does; the accounts that were. */
  async renew(at: string, limit = 100): Promise<string[]> {
    const rows = await this.rows<{ id: string }>(
      'select account_id as id from public.apply_due_renewals($1, null, $2) where is_renewed',
      [limit, at],
    );
    return rows.map(({ id }) => id);
  }

  /** In the order in which they were written. */
  records(accountId: string): Promise<StoredRecord[]> {
    return this.rows<StoredRecord>(
      'select * from public.usage_records where account_id = $1 order by created_at, id',
      [accountId],
    );
  }

  /** `feature threshold level` of each alert, as they arose. */
  async alerts(accountId: string): Promise<string[]> {
    const rows = await this.rows<{ alert: string }>(
      `select feature_code || ' ' || threshold || ' ' || level as alert from public.quota_alerts
       where account_id = $1 order by created_at, limit_epoch, threshold`,
      [accountId],
    );
    return rows.map(({ alert }) => alert);
  }
}

function isPlan(on: Offers | SqlPlan): on is SqlPlan {
  return typeof on['versionId'] === 'string';
}

/** See `useAuditedDatabase`; the audit is that of usage-audit.ts. */
export function useMeteringDatabase(): () => MeteringDatabase {
  return useAuditedDatabase(() => MeteringDatabase.open(), auditUsage);
}

async function whileHeld<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 100 || sqlstateOf(error) !== '55P03') throw error;
    }
  }
}

/** As callers do: again where Postgres says that nothing happened and the same may work now. */
export async function retrying<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 20 || !hasDoneNothing(error)) throw error;
      await delay(Math.random() * 10 * 2 ** Math.min(attempt, 5));
    }
  }
}

/** A conflict; or, on a busy machine, a lock or a connection that did not come free in time. */
function hasDoneNothing(error: unknown): boolean {
  if (['40001', '55P03'].includes(sqlstateOf(error) ?? '')) return true;
  return error instanceof Error && error.message === 'timeout exceeded when trying to connect';
}

/** All at once; those that failed count by their SQLSTATE. */
export async function settle(
  works: Promise<unknown>[],
): Promise<{ succeeded: number; failed: Record<string, number> }> {
  const failed: Record<string, number> = {};
  let succeeded = 0;
  for (const result of await Promise.allSettled(works)) {
    if (result.status === 'fulfilled') succeeded += 1;
    else {
      const code = sqlstateOf(result.reason) ?? String(result.reason);
      failed[code] = (failed[code] ?? 0) + 1;
    }
  }
  return { succeeded, failed };
}

/** What a call is refused with. */
export async function sqlstate(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
  } catch (error) {
    return sqlstateOf(error) ?? String(error);
  }
  return undefined;
}
