import pg from 'pg';
import type { Config } from '../config.ts';
import { sqlstateOf } from '../db/sqlstate.ts';
import { errorText } from '../jobs/error-text.ts';
import type { Logger } from '../lib/logger.ts';
import type { Advice } from './advice.ts';
import { createComparison, type Comparing, type Comparison } from './comparison.ts';
import { checkConfiguration } from './configuration.ts';
import type { HealthRun } from './contract.ts';

const firstId = '00000000-0000-0000-0000-000000000000';
const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** How long one range of accounts should take: its snapshot keeps vacuum from what died since. */
const rangeMs = 500;
const mostAccounts = 5_000;
/** What the largest single account may take: tens of millions of lines. Less than a run may stand still for. */
const longestRangeMs = 150_000;
/** A look at what has moved is brief, however much has: the night's sees the rest. */
const mostMoved = 2_000;
/** Accounts whose payments were not as their providers said: those are asked again at each brief look. */
const mostDiffering = 20;
/** Transactions that were under way when the last look began may have committed older ids since. */
const overlapMs = 120_000;
const longestBackMs = 3_600_000;

export interface Walk {
  config: Config;
  databaseUrl: string;
  run: HealthRun;
  logger: Logger;
  comparing: Comparing;
  signal?: AbortSignal | undefined;
}

/**
 * Carries out a run that was begun: looks at its accounts, range by range, each as of one instant and without a lock
 * that anybody else waits for; asks providers about their payments; looks at what is beside them; and ends it. On a
 * connection of its own, so that it takes none from requests; its memory does not grow with the accounts. Where it
 * fails, the run is ended with the error, which is thrown.
 */
export async function walk(options: Walk): Promise<void> {
  const { databaseUrl, run, logger, signal } = options;
  const comparison = createComparison(options.comparing, run.startedAt);
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'meterstone-health',
    connectionTimeoutMillis: 10_000,
    query_timeout: longestRangeMs + 10_000,
    keepAlive: true,
  });
  client.on('error', (error) => {
    logger.debug({ err: error }, 'the connection of the health check dropped');
  });
  await client.connect();
  try {
    const isFull = run.kind === 'full';
    const unseen = await (isFull ? lookAtAll : lookAtMoved)(client, options, comparison);
    for (const accountId of await comparison.ask(signal)) await look(client, run, accountId, accountId, 0);
    const { breaches, notices } = await checkConfiguration(client, options.config);
    await finish(client, run, [...unseen, ...breaches], notices, null);
  } catch (error) {
    await finish(client, run, [], [], errorText(error)).catch(() => undefined);
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Every id there can be, so that also rows of accounts that are gone are seen. Returns accounts that could not be. */
async function lookAtAll(
  client: pg.Client,
  { run, signal, logger }: Walk,
  comparison: Comparison,
): Promise<Advice[]> {
  const unseen: Advice[] = [];
  let size = 100;
  for (let from: string | undefined = firstId; from !== undefined;) {
    signal?.throwIfAborted();
    const { to, accounts } = await rangeFrom(client, from, size);
    const began = performance.now();
    try {
      await look(client, run, from, to, accounts);
      await comparison.note(from, to);
    } catch (error) {
      if (sqlstateOf(error) !== '57014') throw error;
      if (size > 1) {
        size = Math.max(1, Math.floor(size / 10));
        continue;
      }
      logger.error({ accountId: from }, 'the health check could not look at an account in time');
      unseen.push({ rule: 'all accounts can be looked at', detail: { account: to } });
    }
    const fitting = (size * rangeMs) / Math.max(performance.now() - began, 1);
    size = Math.max(1, Math.ceil(Math.min(mostAccounts, fitting, size * 2)));
    from = to === lastId ? undefined : idAfter(to);
  }
  return unseen;
}

/** The next accounts, up to the last id of them; where there are no more, up to the last id there can be. */
async function rangeFrom(
  client: pg.Client,
  from: string,
  size: number,
): Promise<{ to: string; accounts: number }> {
  const { rows } = await client.query<{ id: string }>(
    'select id from public.accounts where id >= $1 order by id limit $2',
    [from, size],
  );
  const last = rows.at(-1);
  return { to: last && rows.length === size ? last.id : lastId, accounts: rows.length };
}

async function lookAtMoved(
  client: pg.Client,
  { run, signal }: Walk,
  comparison: Comparison,
): Promise<Advice[]> {
  const { rows: last } = await client.query<{ started_at: Date }>(
    `select started_at from public.health_runs
     where finished_at is not null and error is null and id <> $1 order by started_at desc limit 1`,
    [run.id],
  );
  const began = Date.parse(run.startedAt);
  const lastAt = last[0]?.started_at.getTime() ?? 0;
  const since = new Date(Math.max(lastAt - overlapMs, began - longestBackMs));
  const { rows: moved } = await client.query<{ id: string }>(
    'select id from public.accounts_moved_since($1, $2) as id order by id',
    [since, mostMoved],
  );
  for (const { id } of moved) {
    signal?.throwIfAborted();
    await look(client, run, id, id, 1);
  }
  const { rows: differing } = await client.query<{ id: string }>(
    `select distinct account_id as id from public.health_findings
     where check_name = 'providers' and repaired_at is null and account_id is not null limit $1`,
    [mostDiffering],
  );
  for (const { id } of differing) await comparison.note(id, id);
  return [];
}

/** In a transaction, for the time it may take: a pooler may give the next one another connection. */
async function look(
  client: pg.Client,
  run: HealthRun,
  from: string,
  to: string,
  accounts: number,
): Promise<void> {
  await client.query('begin');
  try {
    await client.query(`set local statement_timeout = ${longestRangeMs}; set local lock_timeout = 0`);
    await client.query('select public.look_at_accounts($1, $2, $3, $4)', [run.id, from, to, accounts]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function finish(
  client: pg.Client,
  run: HealthRun,
  breaches: Advice[],
  notices: Advice[],
  error: string | null,
): Promise<void> {
  await client.query('select public.finish_health_run($1, $2, $3, $4)', [
    run.id,
    JSON.stringify(breaches),
    JSON.stringify(notices),
    error,
  ]);
}

function idAfter(id: string): string {
  const next = (BigInt(`0x${id.replaceAll('-', '')}`) + 1n).toString(16).padStart(32, '0');
  return next.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
