import { mkdtemp, rm, chmod } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startEmbeddedPostgres } from '../src/db/embedded/start.ts';
import { createLogger } from '../src/lib/logger.ts';
import { measureAlertLatency } from './alerts.ts';
import { createCreditLoads, prepareCredits } from './credits.ts';
import { growTo, measureFunction, measureRateLimiter } from './engine.ts';
import { median, runLoad, show, type Request } from './load-tool.ts';
import { measurePayments } from './payments.ts';
import { startMeterstone, startTarget, type Target } from './processes.ts';
import { batchSize, createLoads } from './requests.ts';
import { prepareSubject, type Subject } from './server-under-load.ts';

/**
 * `npm run bench [-- --seconds 6 --rounds 3 --growth 10000,1000000 --orders 1000000 --skip latency,payments]`:
 * measures the product and, in turn in the same run on the same Postgres, what it is to be compared with; prints
 * medians and ratios.
 */
const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '6' },
    rounds: { type: 'string', default: '3' },
    growth: { type: 'string', default: '10000,1000000' },
    orders: { type: 'string', default: '1000000' },
    skip: { type: 'string', default: '' },
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
try {
  await bench();
} finally {
  for (const target of targets) await target.stop();
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
}

async function bench(): Promise<void> {
  say(
    `# ${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
  );
  await makeNaiveTables();
  const meterstone = await start(startMeterstone(url));
  const subject = await prepareSubject(meterstone);
  const loads = createLoads(subject.apiKey);

  if (isWanted('credits')) await prepareCredits(url, subject);
  const creditLoads = isWanted('credits') ? createCreditLoads(subject.apiKey) : [];

  if (isWanted('throughput')) await compare(meterstone, loads, creditLoads);
  if (isWanted('latency')) await latencies(meterstone, loads);
  if (isWanted('alerts')) await alerts(meterstone, subject, loads.record);
  if (isWanted('payments')) await payments(meterstone, subject);
  say(`\nmemory of the server at most: ${meterstone.peakMemory()} MB`);
  if (isWanted('growth')) await growth(meterstone, loads.record);
}

/** Each round runs everything once, so that a slow minute of the machine hits all alike. */
async function compare(
  meterstone: Target,
  loads: ReturnType<typeof createLoads>,
  creditLoads: ReturnType<typeof createCreditLoads>,
): Promise<void> {
  const bareHttp = await start(startTarget('bare-http', url));
  const bareExpress = await start(startTarget('bare-express', url));
  const naive = await start(startTarget('naive', url));
  const subjects: [string, Target, () => Request][] = [
    ['node:http', bareHttp, loads.record],
    ['Express', bareExpress, loads.record],
    ['naive', naive, loads.record],
    ['check', meterstone, loads.check],
    ['record', meterstone, loads.record],
    ['record, one account', meterstone, loads.hot],
    ...creditLoads.map(([name, next]): [string, Target, () => Request] => [name, meterstone, next]),
    [`batch of ${batchSize}`, meterstone, loads.batch],
  ];
  const results = new Map<string, number[]>();
  const note = (name: string, rate: number) => results.set(name, [...(results.get(name) ?? []), rate]);
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, target, next] of subjects) {
      const isBatch = name.startsWith('batch');
      const figures = await runLoad({
        url: target.url,
        next,
        connections: 128,
        seconds: isBatch ? seconds * 2 : seconds,
      });
      if (figures.failures > 0) say(`! ${name}: ${figures.failures} failures`);
      note(name, figures.perSecond * (isBatch ? batchSize : 1));
      if (isBatch) await settle(meterstone);
    }
    note('function, 1 event a call', await measureFunction(url, 1, seconds / 2));
    note('function, 256 events a call', await measureFunction(url, 256, seconds / 2));
    note('rate-limiter-flexible on Postgres', await measureRateLimiter(url, seconds / 2));
  }
  const express = median(results.get('Express') ?? []);
  const naiveRate = median(results.get('naive') ?? []);
  say('\n## Throughput at 128 connections (events a second, medians) | × Express | × naive');
  for (const [name, rates] of results) {
    const rate = median(rates);
    say(`${name} | ${Math.round(rate)} | ${(rate / express).toFixed(2)} | ${(rate / naiveRate).toFixed(1)}`);
  }
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

/** Waits until what a batch load left behind has been worked off: a record takes its turn behind it. */
async function settle(meterstone: Target): Promise<void> {
  await runLoad({
    url: meterstone.url,
    next: () => ({ method: 'GET', path: '/readyz' }),
    connections: 1,
    seconds: 4,
  });
}

async function makeNaiveTables(): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`
    create table naive_usage (account text primary key, used bigint not null, quota bigint not null);
    insert into naive_usage select 'ext:bench-' || n, 0, 1000000000000 from generate_series(0, 999) as n;
    create table naive_records (account text, key text, amount bigint, at timestamptz default now(),
      primary key (account, key))`);
  await client.end();
}

function say(line: string): void {
  console.log(line);
}
