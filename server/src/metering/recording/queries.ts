import type pg from 'pg';
import { plainArray, textArray } from '../../db/arrays.ts';
import { epochMs, isoInstant } from '../../lib/instants.ts';
import { invariant } from '../../lib/invariant.ts';
import type { UsageInput, UsageOutcome } from './usage.ts';

/** Rows as Postgres writes them: text, or null. */
type Row = (string | null)[];

const asText: pg.CustomTypesConfig = { getTypeParser: () => (text: string) => text };

const statement = {
  text: `select ordinal, status, code, record_id, quota, used, reserved, reset_period, period_start, period_end,
      time_zone, version, valid_until, alerts, retry_at, overage, overage_credits, paid_units, paid_credits,
      available_credits
    from public.record_feature_usage_many(
      $1::uuid[], $2::text[], $3::bigint[], $4::text[], $5::timestamptz[], $6::jsonb[]
    )`,
  rowMode: 'array' as const,
  types: asText,
};

/** Records all of these in one statement, each judged for itself; outcomes in the order of the inputs. */
export async function recordUsages(
  db: pg.Pool | pg.PoolClient,
  inputs: readonly UsageInput[],
): Promise<UsageOutcome[]> {
  const { rows } = await db.query<Row>({
    ...statement,
    values: [
      plainArray(inputs.map((input) => input.accountId)),
      textArray(inputs.map((input) => input.featureCode)),
      plainArray(inputs.map((input) => input.amount)),
      textArray(inputs.map((input) => input.key)),
      textArray(inputs.map((input) => input.occurredAt)),
      textArray(inputs.map((input) => input.metadata && JSON.stringify(input.metadata))),
    ],
  });
  const outcomes: UsageOutcome[] = new Array<UsageOutcome>(inputs.length);
  for (const row of rows) outcomes[Number(row[0]) - 1] = toOutcome(row);
  return outcomes;
}

const statuses = ['recorded', 'replayed', 'rejected'] as const;
const resetPeriods = ['daily', 'monthly', 'never'] as const;

function member<T extends string>(words: readonly T[], text: string | null | undefined): T | null {
  if (text === null || text === undefined) return null;
  const word = words.find((known) => known === text);
  invariant(word, `Postgres answered with an unknown word: ${text}`);
  return word;
}

function toOutcome(row: Row): UsageOutcome {
  const [
    ,
    status,
    code,
    recordId,
    quota,
    used,
    reserved,
    resetPeriod,
    start,
    end,
    timeZone,
    version,
    until,
    alerts,
    retryAt,
    overage,
    overageCredits,
    paidUnits,
    paidCredits,
    availableCredits,
  ] = row;
  return {
    status: member(statuses, status) ?? 'rejected',
    code: code ?? null,
    recordId: recordId ?? null,
    quota: quota === null || quota === undefined ? null : Number(quota),
    used: Number(used ?? 0),
    reserved: Number(reserved ?? 0),
    overage: Number(overage ?? 0),
    overageCredits: Number(overageCredits ?? 0),
    resetPeriod: member(resetPeriods, resetPeriod),
    periodStart: isoInstant(start ?? null),
    periodEnd: isoInstant(end ?? null),
    timeZone: timeZone ?? 'UTC',
    version: Number(version ?? 0),
    validUntil: epochMs(until ?? null),
    alerts: alerts ? alerts.split(',').map(Number) : [],
    retryAt: isoInstant(retryAt ?? null),
    paidUnits: Number(paidUnits ?? 0),
    paidCredits: Number(paidCredits ?? 0),
    availableCredits: Number(availableCredits ?? 0),
  };
}
