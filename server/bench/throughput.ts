import { cpuOfFamily } from './cpu.ts';
import { createCreditLoads } from './credits.ts';
import { measureFunction, measureRateLimiter } from './engine.ts';
import { median, runLoad, type Request } from './load-tool.ts';
import { startTarget, type Target } from './processes.ts';
import { batchSize, createLoads } from './requests.ts';
import type { Subject } from './server-under-load.ts';

/** One version of the product that is measured. */
export interface Product {
  /** Stands behind the names of its loads; empty for this version. */
  label: string;
  target: Target;
  subject: Subject;
  hasCredits: boolean;
}

interface ThroughputOptions {
  products: readonly Product[];
  /** Where the targets to compare with work. */
  databaseUrl: string;
  /** The process that leads Postgres. */
  postgresPid: number;
  seconds: number;
  rounds: number;
  start: (target: Promise<Target>) => Promise<Target>;
  say: (line: string) => void;
}

interface Row {
  name: string;
  target: Target;
  next: () => Request;
  connections: number;
  seconds: number;
  /** Events in one request. */
  events: number;
}

/** What one load came to in one round. */
interface Outcome {
  perSecond: number;
  /** CPU microseconds an event, in the server's process and in all of Postgres. */
  node?: number;
  postgres?: number;
}

const connections = 128;
/** Of batches, each of which is as much work as hundreds of records. */
const batchConnections = 16;

/**
 * Events a second and CPU microseconds an event, medians of all rounds. Each round runs everything once, versions of
 * the product in turn, so that a slow minute of the machine hits all alike.
 */
export async function measureThroughput(options: ThroughputOptions): Promise<void> {
  const { databaseUrl, postgresPid, rounds, seconds, say } = options;
  const rows = await createRows(options);
  const results = new Map<string, Outcome[]>();
  const note = (name: string, outcome: Outcome) => results.set(name, [...(results.get(name) ?? []), outcome]);
  for (let round = 0; round < rounds; round += 1) {
    // Who goes first in a round has the emptier tables.
    for (const row of round % 2 === 0 ? rows : rows.toReversed())
      note(row.name, await run(row, postgresPid, say));
    for (const events of [1, 256]) {
      const perSecond = await measureFunction(databaseUrl, events, seconds / 2);
      note(`function, ${events} events a call`, { perSecond });
    }
    const perSecond = await measureRateLimiter(databaseUrl, seconds / 2);
    note('rate-limiter-flexible on Postgres', { perSecond });
  }
  report(results, say);
}

async function createRows(options: ThroughputOptions): Promise<Row[]> {
  const { products, databaseUrl, seconds, start } = options;
  const [first] = products;
  if (!first) return [];
  const plain = { connections, seconds, events: 1 };
  const { record } = createLoads(first.subject.apiKey);
  const compared: [string, string][] = [
    ['node:http', 'bare-http'],
    ['Express', 'bare-express'],
    ['naive', 'naive'],
  ];
  const rows: Row[] = [];
  for (const [name, file] of compared) {
    rows.push({ ...plain, name, target: await start(startTarget(file, databaseUrl)), next: record });
  }
  const loads = products.map(({ label, target, subject, hasCredits }) => {
    const { check, record, hot, batch } = createLoads(subject.apiKey);
    const named: [string, () => Request, Partial<Row>?][] = [
      ['check', check],
      ['record', record],
      ['record, one account', hot],
      ...(hasCredits ? createCreditLoads(subject.apiKey) : []),
      // A batch that is being worked at when the time is up counts not at all, so there must be many.
      [
        `batch of ${batchSize}`,
        batch,
        { connections: batchConnections, seconds: seconds * 2, events: batchSize },
      ],
    ];
    return named.map(([name, next, more]) => ({ ...plain, name: name + label, target, next, ...more }));
  });
  // In turn: each load of one version beside the same of the other.
  const longest = Math.max(...loads.map(({ length }) => length));
  for (let at = 0; at < longest; at += 1) rows.push(...loads.flatMap((of) => of[at] ?? []));
  return rows;
}

async function run(row: Row, postgresPid: number, say: (line: string) => void): Promise<Outcome> {
  const { name, target, next, connections, seconds, events } = row;
  const before = { node: 0, postgres: 0 };
  const figures = await runLoad({
    url: target.url,
    next,
    connections,
    seconds,
    onBegin() {
      before.node = target.cpu();
      before.postgres = cpuOfFamily(postgresPid);
    },
  });
  if (figures.failures > 0) say(`! ${name}: ${figures.failures} failures`);
  if (events > 1) await settle(target);
  const count = figures.answers * events;
  return {
    perSecond: figures.perSecond * events,
    node: ((target.cpu() - before.node) / count) * 1e6,
    postgres: ((cpuOfFamily(postgresPid) - before.postgres) / count) * 1e6,
  };
}

/** Waits until what a batch load left behind has been worked off. */
async function settle(target: Target): Promise<void> {
  await runLoad({
    url: target.url,
    next: () => ({ method: 'GET', path: '/readyz' }),
    connections: 1,
    seconds: 2,
  });
}

function report(results: Map<string, Outcome[]>, say: (line: string) => void): void {
  const rateOf = (name: string) => median((results.get(name) ?? []).map(({ perSecond }) => perSecond));
  say(`\n## Throughput at ${connections} connections (batches: ${batchConnections}), medians`);
  say('load | events a second | × Express | × naive | CPU µs an event: Node | Postgres | both');
  for (const [name, rounds] of results) {
    const of = (kind: 'node' | 'postgres') => median(rounds.map((round) => round[kind] ?? NaN));
    const cpu = [of('node'), of('postgres'), of('node') + of('postgres')];
    const cells = [
      Math.round(rateOf(name)),
      (rateOf(name) / rateOf('Express')).toFixed(2),
      (rateOf(name) / rateOf('naive')).toFixed(1),
      ...cpu.map((microseconds) => (Number.isNaN(microseconds) ? '–' : microseconds.toFixed(1))),
    ];
    say([name, ...cells].join(' | '));
  }
}
