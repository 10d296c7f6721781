import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** What is edited, and the test files that are asked, nearest first. */
export interface Target {
  file: string;
  tests: string[];
  /** Asked after them, unless in a hurry: they are slow, as all of HTTP lies between them and what is edited. */
  apiTests: string[];
  /** Asked last and where that is wanted: they try at random, for long. */
  deepTests: string[];
}

const api = (...names: string[]) => names.map((name) => `test/api/metering/${name}.test.ts`);
const fault = (...names: string[]) => names.map((name) => `test/fault/${name}.test.ts`);
const property = (...names: string[]) => names.map((name) => `test/property/${name}.test.ts`);

/** The code around the functions, on the way of every use. */
const nearest: Record<string, string[]> = {
  'src/metering/recording/record-usage.ts': api(
    'recording/record',
    'recording/record-batch',
    'recording/record-batch-key',
  ),
  'src/metering/meter.ts': [
    ...api(
      'states/check-quota',
      'states/told-states',
      'recording/record',
      'states/live-events',
      'alerts/alerts',
    ),
    ...fault('batches', 'postgres-away', 'lost-replies', 'held-counters'),
  ],
  'src/metering/states/cached-states.ts': [
    ...api(
      'states/check-quota',
      'states/told-states',
      'states/quota-overview',
      'reservations/reservations',
      'states/live-events',
    ),
    ...fault('postgres-away', 'lost-replies'),
  ],
  'src/metering/states/quota-state.ts': [
    ...property('metering/percent'),
    ...api('recording/record', 'states/check-quota', 'states/quota-overview', 'alerts/alerts'),
  ],
  'src/metering/states/checks.ts': api('states/check-quota'),
  'src/metering/reservations/service.ts': api('reservations/reservations', 'reservations/reservation-list'),
  'src/lib/batches/coalescer.ts': [
    ...api('recording/record', 'recording/record-batch'),
    ...fault('batches', 'held-counters'),
  ],
  'src/cache/memory-cache.ts': ['test/cache/cache.test.ts', ...fault('lost-replies')],
  'src/cache/redis-cache.ts': ['test/cache/cache.test.ts', ...fault('redis', 'lost-replies')],
  'src/cache/redis.ts': ['test/cache/cache.test.ts', ...fault('redis')],
};

/** All targets below `server`: the functions of metering, and the hot path in TypeScript. */
export function findTargets(server: string): Target[] {
  const read = (name: string) => readFileSync(join(server, name), 'utf8');
  const glob = (pattern: string) => globSync(pattern, { cwd: server }).sort();
  const sqlTests = glob('test/{sql/metering/**/*,jobs/forget-*}.test.ts');
  const apiTests = glob('test/api/metering/**/*.test.ts');
  const deepTests = [
    ...fault('batches', 'rollouts', 'neighbours', 'held-counters'),
    ...property('metering/renewals', 'metering/corrections', 'metering/oversell', 'idempotency'),
  ];
  const functions = glob('sql/functions/{platform,periods,metering}/**/*.sql');
  const texts = new Map(functions.map((file) => [basename(file, '.sql'), read(file)]));

  const sqlTargets = functions.map((file) => {
    const name = basename(file, '.sql');
    const naming = (names: Iterable<string>) =>
      sqlTests.filter((test) => [...names].some((one) => new RegExp(`\\b${one}\\b`).test(read(test))));
    const ownTests = sqlTests.filter((test) => basename(test, '.test.ts') === name.replaceAll('_', '-'));
    const isPeriod = dirname(file) === 'sql/functions/periods';
    const room = dirname(file).replace('sql/functions', 'test/sql');
    const roomTests = isPeriod
      ? property('metering/periods')
      : sqlTests.filter((test) => dirname(test) === room);
    const tests = [
      ...ownTests,
      ...naming([name]),
      ...roomTests,
      ...naming(callersOf(name, texts)),
      ...sqlTests,
    ];
    return { file, tests: unique(tests), apiTests, deepTests };
  });
  const tsTargets = Object.entries(nearest).map(([file, tests]) => ({
    file,
    tests,
    apiTests,
    deepTests,
  }));
  return [...sqlTargets, ...tsTargets];
}

/** Everybody through whom a function is reached. */
function callersOf(name: string, texts: Map<string, string>): Set<string> {
  const found = new Set<string>();
  const queue = [name];
  for (let callee = queue.pop(); callee; callee = queue.pop()) {
    const call = new RegExp(`public\\.${callee}\\(`);
    for (const [caller, text] of texts) {
      if (caller === callee || found.has(caller) || !call.test(text)) continue;
      found.add(caller);
      queue.push(caller);
    }
  }
  return found;
}

function unique(names: string[]): string[] {
  return [...new Set(names)];
}
