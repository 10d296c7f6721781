import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { readConfig } from '../src/config.ts';
import { startEmbeddedPostgres } from '../src/db/embedded/start.ts';
import { migrate } from '../src/db/migrations/migrate.ts';
import { createDatabase, createPool } from '../src/db/pool.ts';
import { beginRun } from '../src/health/queries.ts';
import { readHealthReport } from '../src/health/service.ts';
import { walk } from '../src/health/walk.ts';
import { createLogger } from '../src/lib/logger.ts';

/**
 * `npm run bench:health [-- --lots 1000000]`: fills a database with lots, ten lines for each, and measures a look at
 * all of it, twice. Ten million lines are to take at most a minute.
 */
const { values } = parseArgs({ options: { lots: { type: 'string', default: '1000000' } } });
const lotsOfAccount = 10;
const usesOfLot = 9;
const accounts = Math.ceil(Number(values.lots) / lotsOfAccount);

const logger = createLogger('warn');
const dataDir = await mkdtemp(join(tmpdir(), 'meterstone-bench-'));
await chmod(dataDir, 0o711);
const postgres = await startEmbeddedPostgres({ dataDir, logger });
try {
  const { connectionString, applicationUrl } = postgres;
  await migrate({ connectionString, applicationUrl });
  await fill(connectionString);
  console.log(`# ${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, Node ${process.version}`);
  for (let round = 0; round < 2; round += 1) await measure(applicationUrl);
} finally {
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
}

async function measure(databaseUrl: string): Promise<void> {
  const pool = createPool({ connectionString: databaseUrl, logger, max: 1 });
  const db = createDatabase(pool);
  const config = readConfig({ DATABASE_URL: databaseUrl });
  const began = performance.now();
  const { run } = await beginRun(db, 'full');
  const ctx = { db, logger, wakeOutbox: () => undefined };
  await walk({ config, databaseUrl, run, logger, comparing: { ctx, providers: new Map() } });
  const seconds = (performance.now() - began) / 1_000;
  const { status } = await readHealthReport({ db });
  const lines = accounts * lotsOfAccount * (usesOfLot + 1);
  console.log(
    `${accounts * lotsOfAccount} lots, ${lines} lines: ${seconds.toFixed(1)} s, ` +
      `${((seconds * 1e6) / lines).toFixed(2)} µs a line; ${status}`,
  );
  await pool.end();
}

/**
 * Each lot is granted 1,000 credits, of which nine uses of one each are spent, in turn with those of the other lots.
 */
async function fill(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await fillBy(client);
  } finally {
    // Else the server's end would be told instead of what went wrong.
    await client.end();
  }
}

async function fillBy(client: pg.Client): Promise<void> {
  await client.query(`
    set session_replication_role = replica;
    insert into public.accounts (id, kind, name)
    select public.uuid_v7(), 'external', 'Account ' || n from generate_series(1, ${accounts}) as n;
    create temporary table lots as
    select account.id as account_id, n as ordinal, public.uuid_v7() as id
    from public.accounts as account cross join generate_series(1, ${lotsOfAccount}) as n;
    insert into public.credit_balances (account_id, time_zone, balance, last_seq, version)
    select id, time_zone, ${lotsOfAccount * (1_000 - usesOfLot)}, ${lotsOfAccount * (usesOfLot + 1)}, 1 from public.accounts;
    insert into public.credit_lots (account_id, id, source, source_id, amount, remaining, used, priority, created_at)
    select account_id, id, 'admin', ordinal, 1000, ${1_000 - usesOfLot}, ${usesOfLot}, 50, now() from lots;
    insert into public.credit_transactions (
      account_id, seq, id, created_at, type, amount, balance_after, held_after, lot_id
    )
    select account_id, ordinal, id, now(), 'grant', 1000, ordinal * 1000, 0, id from lots
    union all
    select account_id, use * ${lotsOfAccount} + ordinal, public.uuid_v7(), now(), 'consume', 1,
      ${lotsOfAccount * 1_000} - (use - 1) * ${lotsOfAccount} - ordinal, 0, id
    from generate_series(1, ${usesOfLot}) as use cross join lots`);
  await client.query('vacuum analyze');
}
