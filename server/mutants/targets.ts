import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** What is edited, and the tests that are asked, nearest first: the second stage only where the first saw nothing. */
export interface Target {
  file: string;
  stages: string[][];
}

const api = (...names: string[]) => names.map((name) => `test/api/metering/${name}.test.ts`);

/** The code around the functions, on the way of every use. */
const nearest: Record<string, string[]> = {
  'src/metering/recording.ts': api('record', 'record-batch'),
  'src/metering/meter.ts': api('record', 'check-quota', 'live-events'),
  'src/metering/states.ts': api('check-quota', 'quota-overview', 'reservations'),
  'src/metering/quota-state.ts': api('record', 'check-quota', 'quota-overview'),
  'src/metering/checks.ts': api('check-quota'),
  'src/metering/reservations.ts': api('reservations', 'reservation-list'),
  'src/lib/coalescer.ts': [...api('record', 'record-batch'), 'test/fault/batches.test.ts'],
  'src/cache/cache.ts': ['test/cache/cache.test.ts'],
  'src/cache/memory-cache.ts': ['test/cache/cache.test.ts'],
  'src/cache/redis-cache.ts': ['test/cache/cache.test.ts'],
  'src/cache/redis.ts': ['test/cache/cache.test.ts', 'test/fault/redis.test.ts'],
};

/** All targets below `server`: the functions of metering, and the hot path in TypeScript. */
export function findTargets(server: string): Target[] {
  const read = (name: string) => readFileSync(join(server, name), 'utf8');
  const glob = (pattern: string) => globSync(pattern, { cwd: server }).sort();
  const sqlTests = [...glob('test/sql/metering/*.test.ts'), 'test/property/corrections.test.ts'];
  const apiTests = [...glob('test/api/metering/*.test.ts'), ...glob('test/fault/batches.test.ts')];
  const functions = glob('sql/functions/metering/*.sql');
  const texts = new Map(functions.map((file) => [basename(file, '.sql'), read(file)]));

  const sqlTargets = functions.map((file) => {
    const callers = callersOf(basename(file, '.sql'), texts);
    const name = basename(file, '.sql');
    const naming = (names: Iterable<string>) =>
      sqlTests.filter((test) => [...names].some((one) => new RegExp(`\\b${one}\\b`).test(read(test))));
    const ownTests = sqlTests.filter((test) => basename(test, '.test.ts') === name.replaceAll('_', '-'));
    const first = unique([...ownTests, ...naming([name])]);
    const second = unique([...naming(callers), ...sqlTests]);
    return { file, stages: stagesOf(first, second, apiTests) };
  });
  const tsTargets = Object.entries(nearest).map(([file, tests]) => ({
    file,
    stages: stagesOf(tests, apiTests, [
      'test/property/idempotency.test.ts',
      'test/property/oversell.test.ts',
    ]),
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

function stagesOf(...stages: string[][]): string[][] {
  const asked = new Set<string>();
  return stages
    .map((tests) => {
      const rest = unique(tests).filter((test) => !asked.has(test));
      rest.forEach((test) => asked.add(test));
      return rest;
    })
    .filter((tests) => tests.length > 0);
}

function unique(names: string[]): string[] {
  return [...new Set(names)];
}
