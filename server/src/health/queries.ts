import { sql, type Selectable } from 'kysely';
import type { Database } from '../db/pool.ts';
import type { HealthFindings, HealthRuns } from '../db/tables.gen.ts';
import type { Tx } from '../db/transaction.ts';
import { invariant } from '../lib/invariant.ts';
import { Advices } from './advice.ts';
import { HealthCheck, HealthFinding, HealthRun, mostFindings, type HealthNotice } from './contract.ts';

/** See begin_health_run.sql. */
export async function beginRun(
  tx: Tx | Database,
  kind: HealthRun['kind'],
): Promise<{ run: HealthRun; isNew: boolean }> {
  const { rows } = await sql<Selectable<HealthRuns> & { is_new: boolean }>`
    select (begun.run).*, begun.is_new from public.begin_health_run(p_kind => ${kind}) as begun`.execute(tx);
  const row = rows[0];
  invariant(row, 'a run that is asked for is begun or under way');
  return { run: toRun(row), isNew: row.is_new };
}

/** See repair_health_finding.sql. Errors: `not_found`, `conflict`. */
export async function repairFinding(
  tx: Tx,
  findingId: string,
): Promise<{ finding: HealthFinding; isNew: boolean }> {
  const { rows } = await sql<FindingRow & { is_new: boolean }>`
    select (repaired.finding).*, repaired.is_new, account.name as account_name
    from public.repair_health_finding(p_finding_id => ${findingId}) as repaired
    left join public.accounts as account on account.id = (repaired.finding).account_id`.execute(tx);
  const row = rows[0];
  invariant(row, 'a repair returns its finding');
  return { finding: toFinding(row), isNew: row.is_new };
}

/** What is known to be wrong, check by check; those seen first first. */
export async function selectFindings(db: Database): Promise<HealthFinding[]> {
  const rows = await db
    .selectFrom('health_findings as finding')
    .leftJoin('accounts as account', 'account.id', 'finding.account_id')
    .selectAll('finding')
    .select('account.name as account_name')
    .where('finding.repaired_at', 'is', null)
    .orderBy(sql`array_position(${[...HealthCheck.options]}::text[], finding.check_name)`)
    .orderBy('finding.first_seen_at')
    .orderBy('finding.account_id')
    .orderBy('finding.id')
    .limit(mostFindings)
    .execute();
  return rows.map(toFinding);
}

/** How much is known to be wrong, by check, in the order of the report. */
export async function countFindings(db: Database): Promise<{ check: HealthCheck; findings: number }[]> {
  const rows = await db
    .selectFrom('health_findings')
    .select(({ fn }) => ['check_name', fn.countAll<number>().as('findings')])
    .where('repaired_at', 'is', null)
    .groupBy('check_name')
    .execute();
  const counts = new Map(rows.map((row) => [row.check_name, row.findings]));
  return HealthCheck.options.map((check) => ({ check, findings: counts.get(check) ?? 0 }));
}

interface Runs {
  lastFull: HealthRun | null;
  lastLook: HealthRun | null;
  underWay: HealthRun | null;
  /** Of the last look of either kind. */
  notices: HealthNotice[];
}

export async function selectRuns(db: Database): Promise<Runs> {
  const newest = () => db.selectFrom('health_runs').selectAll().orderBy('started_at', 'desc').limit(1);
  const ended = newest().where('finished_at', 'is not', null);
  const lastFull = await ended.where('kind', '=', 'full').executeTakeFirst();
  const lastLook = await ended.where('error', 'is', null).executeTakeFirst();
  const underWay = await newest()
    .where('finished_at', 'is', null)
    .where('kind', '=', 'full')
    .executeTakeFirst();
  return {
    lastFull: lastFull ? toRun(lastFull) : null,
    lastLook: lastLook ? toRun(lastLook) : null,
    underWay: underWay ? toRun(underWay) : null,
    notices: Advices.parse(lastLook?.notices ?? []).map(({ rule, detail }) => ({ rule, row: detail })),
  };
}

/** When the last full look that came to its end began; undefined before the first. */
export async function selectLastFullAt(db: Database): Promise<Date | undefined> {
  const row = await db
    .selectFrom('health_runs')
    .select('started_at')
    .where('kind', '=', 'full')
    .where('finished_at', 'is not', null)
    .where('error', 'is', null)
    .orderBy('started_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.started_at;
}

function toRun(row: Selectable<HealthRuns>): HealthRun {
  return HealthRun.parse({
    id: row.id,
    kind: row.kind,
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    accounts: row.accounts,
    error: row.error,
  });
}

type FindingRow = Selectable<HealthFindings> & { account_name: string | null };

const expectations = {
  'should be': '=',
  'should be at most': '≤',
  'should be at least': '≥',
  'should be after': '>',
} as const;

function toFinding(row: FindingRow): HealthFinding {
  const { is, ...rest } = Object.fromEntries(Object.entries(row.detail ?? {}));
  const expected = Object.keys(expectations).find((key) => key in rest);
  const place = Object.entries(rest).flatMap(([key, value]): [string, unknown][] =>
    key in expectations || value === null ? [] : [[key, value]],
  );
  return HealthFinding.parse({
    id: row.id,
    check: row.check_name,
    rule: row.rule,
    accountId: row.account_id,
    accountName: row.account_name,
    row: Object.fromEntries(place),
    found: textOf(is),
    expected: expected === undefined ? null : textOf(rest[expected]),
    relation: Object.entries(expectations).find(([key]) => key === expected)?.[1] ?? '=',
    repair: row.repair,
    firstSeenAt: row.first_seen_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
    repairedAt: row.repaired_at?.toISOString() ?? null,
  });
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
