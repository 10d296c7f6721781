import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '../src/db/embedded/start.ts';
import { createLogger } from '../src/lib/logger.ts';
import { measureAlertLatency } from './alerts.ts';
import { parentOf } from './cpu.ts';
import { prepareCredits } from './credits.ts';
import { withClient } from './database.ts';
import { growTo } from './engine.ts';
import { runLoad, show, type Request } from './load-tool.ts';
import { measureMemory, memoryAtRest } from './memory.ts';
import { checkOut, type OtherVersion } from './other-version.ts';
import { measurePayments } from './payments.ts';
import { startMeterstone, startTarget, type Target } from './processes.ts';
import { createLoads } from './requests.ts';
import { measureRollout } from './rollouts.ts';
import { prepareSubject, type Subject } from './server-under-load.ts';
import { measureSoak } from './soak.ts';
import { measureThroughput, type Product } from './throughput.ts';

/**
 * `npm run bench [-- --seconds 6 --rounds 3 --growth 10000,1000000 --orders 1000000 --accounts 100000
 * --skip latency,payments --against main~20 --soak 15]`: measures the product and, in turn in the same run on the same
 * Postgres, what it is to be compared with, another commit of it among that; prints medians and ratios. `--soak` adds
 * so many minutes of mixed load.
 */
const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '6' },
    rounds: { type: 'string', default: '3' },
    growth: { type: 'string', default: '10000,1000000' },
    orders: { type: 'string', default: '1000000' },
    accounts: { type: 'string', default: '100000' },
    skip: { type: 'string', default: '' },
    against: { type: 'string' },
    soak: { type: 'string' },
  },
});
const seconds = Number(options.seconds);
const rounds = Number(options.rounds);
const isWanted = (part: string) => !options.skip.split(',').includes(part);

const dataDir = await mkdtemp(join(tmpdir(), 'meterstone-bench-'));
await chmod(dataDir, 0o711);
const postgres = await startEmbeddedPostgres({ dataDir, logger: createLogger('warn') });
const url = postgres.connectionString;
const targets: Target[] = [];
let other: OtherVersion | undefined;
try {
  await bench();
} finally {
  for (const target of targets) await target.stop();
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
  await other?.remove();
}

async function bench(): Promise<void> {
  say(
    `# ${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
  );
  await makeNaiveTables();
  const meterstone = await start(startMeterstone(url));
  const atRest = isWanted('memory') ? await memoryAtRest(meterstone) : NaN;
  const subject = await prepareSubject(meterstone);
  const loads = createLoads(subject.apiKey);

  if (isWanted('memory')) await measureMemory(meterstone, subject, { seconds, atRest, say });
  if (options.soak !== undefined) {
    await measureSoak({ target: meterstone, subject, minutes: Number(options.soak), say });
  }
  if (isWanted('credits')) await prepareCredits(url, subject);
  if (isWanted('throughput')) {
    const hasCredits = isWanted('credits');
    const products = [{ label: '', target: meterstone, subject, hasCredits }];
    if (options.against !== undefined) products.push(await startOther(options.against));
    const postgresPid = await findPostgres();
    await measureThroughput({
      products,
      databaseUrl: url,
      postgresPid,
      seconds,
      rounds,
      start,
      say,
    });
  }
  if (isWanted('latency')) await latencies(meterstone, loads);
  if (isWanted('alerts')) await alerts(meterstone, subject, loads.record);
  if (isWanted('payments')) await payments(meterstone, subject);
  if (isWanted('rollouts')) {
    const accounts = Number(options.accounts);
    await measureRollout({ databaseUrl: url, target: meterstone, subject, accounts, seconds, say });
  }
  say(`\nmemory of the server at most: ${meterstone.peakMemory()} MB`);
  if (isWanted('growth')) await growth(meterstone, loads.record);
}

/** Another commit, on a database of its own in the same Postgres. */
async function startOther(ref: string): Promise<Product> {
  await query('create database meterstone_other');
  const databaseUrl = new URL(url);
  databaseUrl.pathname = '/meterstone_other';
  other = await checkOut(ref);
  const target = await start(startMeterstone(databaseUrl.href, other.server));
  return { label: `, at ${ref}`, target, subject: await prepareSubject(target), hasCredits: false };
}

async function latencies(meterstone: Target, loads: ReturnType<typeof createLoads>): Promise<void> {
  const direct = await start(startTarget('function-per-request', url));
  say('\n## Latency in ms: connections | p50 | p99 | a second');
  const rows: [string, Target, () => Request][] = [
    ['check', meterstone, loads.check],
    ['record', meterstone, loads.record],
    ['record, one account', meterstone, loads.hot],
    ['prepared function call per request behind Express', direct, loads.record],
  ];
  for (const [name, target, next] of rows) {
    for (const connections of [1, 32, 128]) {
      say(
        `${name} | ${connections} | ${show(await runLoad({ url: target.url, next, connections, seconds }))}`,
      );
    }
  }
}

async function alerts(meterstone: Target, subject: Subject, record: () => Request): Promise<void> {
  const peak = await runLoad({ url: meterstone.url, next: record, connections: 128, seconds });
  const { samples, p50, p99 } = await measureAlertLatency(subject, peak.perSecond / 2);
  say(`\n## Alert, from request to socket, at ${Math.round(peak.perSecond / 2)} records a second`);
  say(`p50 ${p50.toFixed(1)} ms | p99 ${p99.toFixed(1)} ms | ${samples} samples`);
}

async function payments(meterstone: Target, subject: Subject): Promise<void> {
  const express = await start(startTarget('bare-express', url));
  const orders = Number(options.orders);
  await measurePayments({ databaseUrl: url, meterstone, express, subject, seconds, rounds, orders, say });
}

async function growth(meterstone: Target, record: () => Request): Promise<void> {
  say('\n## Growth: records stored | connections | p50 | p99 | a second');
  for (const size of options.growth.split(',').map(Number)) {
    await growTo(url, size);
    for (const connections of [1, 32]) {
      say(
        `${size} | ${connections} | ${show(await runLoad({ url: meterstone.url, next: record, connections, seconds }))}`,
      );
    }
  }
}

async function start(target: Promise<Target>): Promise<Target> {
  const started = await target;
  targets.push(started);
  return started;
}

/** The process that leads Postgres: it has started the one that serves us, for as long as that does. */
function findPostgres(): Promise<number> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    return parentOf(rows[0]?.pid ?? 0);
  });
}

async function makeNaiveTables(): Promise<void> {
  await query(`
    create table naive_usage (account text primary key, used bigint not null, quota bigint not null);
    insert into naive_usage select 'ext:bench-' || n, 0, 1000000000000 from generate_series(0, 999) as n;
    create table naive_records (account text, key text, amount bigint, at timestamptz default now(),
      primary key (account, key))`);
}

async function query(statement: string): Promise<void> {
  await withClient(url, (client) => client.query(statement));
}

function say(line: string): void {
  console.log(line);
}
