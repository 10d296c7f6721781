import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { openBench, type Bench } from './bench.ts';
import { reasonFor } from './equivalents.ts';
import { mutantsOf, type Mutant } from './operators.ts';
import { report, type Verdict } from './report.ts';
import { findTargets, type Target } from './targets.ts';

/** `npm run mutants`: edits the hot path line by line, in a copy, and asks the tests whether they notice (docs/quality.md). */

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    limit: { type: 'string' },
    seed: { type: 'string', default: '1' },
    results: { type: 'string', default: join(import.meta.dirname, '../../.data/mutants.jsonl') },
  },
});
const Known = z.object({ id: z.string(), status: z.enum(['killed', 'survived', 'unreadable']) });

const say = (line: string) => process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const bench = await openBench();
  const interruption = new AbortController();
  const { signal: end } = interruption;
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      interruption.abort();
      void bench.close().finally(() => process.exit(130));
    });
  }
  try {
    const verdicts = await judgeAll(bench, () => end.aborted);
    say(report(verdicts));
  } finally {
    if (!end.aborted) await bench.close();
  }
}

interface Job {
  id: string;
  mutant: Mutant;
  target: Target;
}

async function judgeAll(bench: Bench, isOver: () => boolean): Promise<Verdict[]> {
  const known = await readKnown();
  const jobs = await chooseJobs(bench);
  const verdicts: Verdict[] = [];
  for (const [index, { id, mutant, target }] of jobs.entries()) {
    if (isOver()) break;
    const why = reasonFor(mutant);
    if (why !== undefined) {
      verdicts.push({ mutant, status: 'equivalent', why });
      continue;
    }
    const status = known.get(id) ?? (await judge(bench, target, mutant));
    if (isOver()) break;
    if (status !== 'not tried' && !known.has(id)) await remember({ id, status, ...mutant });
    verdicts.push({ mutant, status });
    say(
      `${index + 1}/${jobs.length}  ${status.padEnd(10)}  ${mutant.file}:${mutant.line}  ${mutant.operator}`,
    );
  }
  return verdicts;
}

/** A stage that fails without the edit as well proves nothing, and is said once. */
const soundness = new Map<string, Promise<boolean>>();

function isSound(bench: Bench, tests: readonly string[]): Promise<boolean> {
  const key = tests.join();
  const known = soundness.get(key);
  if (known) return known;
  const found = bench.passes(tests).then(async (passed) => {
    if (!passed) say(`These fail as they are: ${tests.join(' ')}\n${await bench.lastWords()}`);
    return passed;
  });
  soundness.set(key, found);
  return found;
}

async function judge(
  bench: Bench,
  { stages }: Target,
  mutant: Mutant,
): Promise<'killed' | 'survived' | 'unreadable' | 'not tried'> {
  if (!(await bench.isReadable(mutant))) return 'unreadable';
  for (const tests of stages) {
    if (await bench.passes(tests, mutant)) continue;
    return (await isSound(bench, tests)) ? 'killed' : 'not tried';
  }
  return 'survived';
}

/** All mutants of the files that were asked for, or `limit` of them, chosen by the seed. */
async function chooseJobs(bench: Bench): Promise<Job[]> {
  const targets = findTargets(bench.server).filter(({ file }) => file.includes(options.only ?? ''));
  if (targets.length === 0) throw new Error(`No file to edit has "${options.only}" in its name`);
  const jobs: Job[] = [];
  for (const target of targets) {
    const text = await readFile(join(bench.server, target.file), 'utf8');
    for (const mutant of mutantsOf(target.file, text)) {
      jobs.push({ id: hash(text, mutant.line, mutant.after), mutant, target });
    }
  }
  if (options.limit === undefined) return jobs;
  const chosen = new Set(
    jobs
      .map(({ id }) => id)
      .sort((one, other) => (hash(options.seed, one) < hash(options.seed, other) ? -1 : 1))
      .slice(0, Number(options.limit)),
  );
  return jobs.filter(({ id }) => chosen.has(id));
}

function hash(...parts: (string | number)[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 20);
}

/** What an earlier run found out, as long as the file is what it was; a survivor is tried again, as tests may be new. */
async function readKnown(): Promise<Map<string, 'killed' | 'unreadable'>> {
  const text = await readFile(options.results, 'utf8').catch(() => '');
  const known = new Map<string, 'killed' | 'unreadable'>();
  for (const line of text.split('\n').filter(Boolean)) {
    const { id, status } = Known.parse(JSON.parse(line));
    if (status !== 'survived') known.set(id, status);
  }
  return known;
}

async function remember(found: object): Promise<void> {
  await mkdir(dirname(options.results), { recursive: true });
  await appendFile(options.results, `${JSON.stringify(found)}\n`);
}

await main();
