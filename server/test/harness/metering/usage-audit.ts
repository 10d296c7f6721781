import pg from 'pg';
import { waitUntil } from '../clock/wait.ts';

/**
 * What must hold of usage at any moment that a reader can see, beside what audit_usage tells; each statement returns
 * the rows for which it does not. All run in one snapshot.
 */
const rules: Record<string, string> = {
  'the audit of the health check': 'select * from public.audit_usage()',
  'no key stands for a use above its quota': `
    select account_id, key, used, quota, overage
    from public.usage_idempotency_keys
    where quota <> -1 and used + reserved > quota + coalesce(overage, 0)`,
  'no key without its record': `
    select taken.account_id, taken.key
    from public.usage_idempotency_keys as taken
    left join public.usage_records as record on record.account_id = taken.account_id and record.id = taken.record_id
    where record.id is null`,
  'no two keys for one record': `
    select account_id, record_id from public.usage_idempotency_keys
    group by account_id, record_id having count(*) > 1`,
};

/** Where it was made sure that every use had a key. */
const keyRule = `
  select record.account_id, record.id
  from public.usage_records as record
  left join public.usage_idempotency_keys as taken
    on taken.account_id = record.account_id and taken.record_id = record.id
  where record.kind = 'use' and record.reservation_id is null and taken.key is null`;

/** Whatever the counters say: what was recorded in all. For tests within one period of whatever length. */
const ceilingRule = `
  select record.account_id, record.feature_code, sum(record.amount) as amount
  from public.usage_records as record
  group by record.account_id, record.feature_code
  having sum(record.amount) > ($1::jsonb ->> record.feature_code)::bigint`;

/** Where all that was ever recorded lies in one period, although its kind, and so the counter, changed. */
const carriedRule = `
  select usage.account_id, usage.feature_code, usage.period_start, usage.carried, earlier.amount
  from public.user_usage as usage
  cross join lateral (
    select coalesce(sum(record.amount), 0) as amount
    from public.usage_records as record
    where record.account_id = usage.account_id
      and record.feature_code = usage.feature_code
      and record.period_start < usage.period_start
  ) as earlier
  where usage.carried <> earlier.amount`;

interface Expectations {
  /** By feature, the greatest quota that any account ever had. */
  ceilings?: Record<string, number>;
  everyUseHasAKey?: boolean;
  allInOnePeriod?: boolean;
}

/** Every breach of the rules above, as readable lines; none is what a test expects. */
export async function auditUsage(
  connectionString: string,
  { ceilings, everyUseHasAKey = false, allInOnePeriod = false }: Expectations = {},
): Promise<string[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const faults: string[] = [];
    const check = async (rule: string, statement: string, values: unknown[] = []) => {
      const { rows } = await client.query<object>(statement, values);
      faults.push(...rows.map((row) => `${rule}: ${JSON.stringify(row)}`));
    };
    for (const [rule, statement] of Object.entries(rules)) await check(rule, statement);
    if (everyUseHasAKey) await check('no record without its key', keyRule);
    if (ceilings) await check('no more than the quota', ceilingRule, [JSON.stringify(ceilings)]);
    if (allInOnePeriod) await check('what was used before is carried over', carriedRule);
    return faults;
  } finally {
    await client.end();
  }
}

/**
 * What must hold right after a use or reservation was accepted: the counter that it was charged to stands within its
 * quota. The id of the record or reservation names that counter; its start, to the millisecond, may be that of another.
 */
export async function auditAccepted(pool: pg.Pool, chargedId: string): Promise<string[]> {
  const { rows } = await pool.query<{ is_within: boolean }>(
    `select counter.period_start, counter.quota, counter.overage, counter.used, counter.reserved,
       counter.quota = -1 or counter.used + counter.reserved <= counter.quota + counter.overage as is_within
     from (
       select account_id, feature_code, period_start from public.usage_records where id = $1
       union all
       select account_id, feature_code, period_start from public.usage_reservations where id = $1
     ) as charged
     join public.user_usage as counter using (account_id, feature_code, period_start)`,
    [chargedId],
  );
  if (rows.length !== 1) return [`charged to ${rows.length} counters`];
  return rows
    .filter(({ is_within: isWithin }) => !isWithin)
    .map((row) => `accepted above its quota: ${JSON.stringify(row)}`);
}

/** What must hold at any instant: what is shown is the very counter that a use of `calls` would be charged to then. */
export async function auditShown(pool: pg.Pool, accountId: string, at: string): Promise<string[]> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('select public.renew_due_accounts(array[$1]::uuid[], $2)', [accountId, at]);
    const { rows: shown } = await client.query<object>(
      `select quota, used, reserved, overage, overage_credits, reset_period, period_start, period_end
       from public.quota_state($1, 'calls', $2)`,
      [accountId, at],
    );
    const { rows: charged } = await client.query<object>(
      // As text: a change within the same millisecond closes a counter a microsecond after it began.
      `select (public.find_counters(array[$1]::uuid[], '{calls}', array[$2]::timestamptz[], $2))[1]::text
         as period_start`,
      [accountId, at],
    );
    const { rows: counters } = await client.query<object>(
      `select refreshed.quota, refreshed.used, refreshed.reserved, refreshed.overage, refreshed.overage_credits,
         refreshed.reset_period, refreshed.period_start, refreshed.period_end
       from public.user_usage as usage
       join public.account_entitlements as entitlement using (account_id, feature_code)
       cross join lateral public.refresh_counter(usage, entitlement, $2) as refreshed
       where usage.account_id = $1 and usage.feature_code = 'calls' and usage.period_start = $3`,
      [accountId, at, Reflect.get(charged[0] ?? {}, 'period_start')],
    );
    const [told, counted] = [JSON.stringify(shown[0]), JSON.stringify(counters[0])];
    return told === counted ? [] : [`shown ${told}, but a use would be charged to ${counted}`];
  } finally {
    await client.query('rollback');
    client.release();
  }
}

/**
 * What must hold of days at any instant: the present one ends at a midnight of its account's zone, and none goes on
 * from before the end of another that was over by that zone. `movedAt` is when the account came to its zone. A use
 * dated ahead that has opened the next counter keeps the end of the one before it.
 */
export async function auditDays(
  pool: pg.Pool,
  accountId: string,
  { at, movedAt }: { at: string; movedAt: string },
): Promise<string[]> {
  const { rows: ends } = await pool.query<object>(
    `select state.period_start, state.period_end, account.time_zone
     from public.quota_state($1, 'calls', $2) as state
     join public.accounts as account on account.id = $1
     where state.reset_period = 'daily'
       and (state.period_end at time zone account.time_zone)::time <> '00:00'
       and not exists (
         select
         from public.user_usage as later
         where later.account_id = $1 and later.feature_code = 'calls' and later.period_start >= state.period_end
       )`,
    [accountId, at],
  );
  const { rows: carried } = await pool.query<object>(
    `select day.counts_from, day.period_start, day.carried, before.period_end as before_ended
     from public.user_usage as day
     join public.user_usage as before using (account_id, feature_code, reset_period)
     where account_id = $1
       and reset_period = 'daily'
       and before.period_start < day.period_start
       and before.period_end > day.counts_from
       and before.period_end > $2
       and before.period_end = coalesce(before.due_end, before.period_end)`,
    [accountId, movedAt],
  );
  return [
    ...ends.map((row) => `a day that does not end at midnight: ${JSON.stringify(row)}`),
    ...carried.map((row) => `a day that goes on from one that was over: ${JSON.stringify(row)}`),
  ];
}

/** How many deadlocks Postgres counted in the database. Call when all its users have left: they report on leaving. */
export async function countDeadlocks(connectionString: string): Promise<number> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await waitUntil(async () => {
      const { rows } = await client.query<{ others: string }>(
        `select count(*) as others from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
      );
      return rows[0]?.others === '0';
    }, 10_000);
    const { rows } = await client.query<{ deadlocks: string }>(
      'select deadlocks from pg_stat_database where datname = current_database()',
    );
    return Number(rows[0]?.deadlocks);
  } finally {
    await client.end();
  }
}
