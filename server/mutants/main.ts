import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { openBench, type Bench } from './bench.ts';
import { reasonFor } from './equivalents.ts';
import { createJudge } from './judge.ts';
import { mutantsOf, type Mutant } from './operators.ts';
import { report, type Verdict } from './report.ts';
import { findTargets, type Target } from './targets.ts';

/**
 * `npm run mutants`: edits the hot path line by line, in a copy, and asks the tests whether they notice
 * (docs/quality.md).
 */

const { values: options } = parseArgs({
  allowNegative: true,
  options: {
    only: { type: 'string' },
    limit: { type: 'string' },
    seed: { type: 'string', default: '1' },
    quick: { type: 'boolean', default: false },
    deep: { type: 'boolean', default: false },
    again: { type: 'boolean', default: true },
    results: { type: 'string', default: join(import.meta.dirname, '../../.data/mutants.jsonl') },
  },
});
const Known = z.object({
  id: z.string(),
  status: z.enum(['killed', 'survived', 'timed out', 'unreadable']),
  by: z.string().optional(),
  words: z.string().optional(),
});

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
    say(report(await judgeAll(bench, () => end.aborted)));
  } catch (error) {
    // A bench that is being closed fails whatever it was doing.
    if (!end.aborted) throw error;
  } finally {
    if (!end.aborted) await bench.close();
  }
}

interface Job {
  id: string;
  mutant: Mutant;
  target: Target;
}

type Found = Pick<Verdict, 'status' | 'by' | 'words'>;

async function judgeAll(bench: Bench, isOver: () => boolean): Promise<Verdict[]> {
  const known = await readKnown();
  const jobs = await chooseJobs(bench);
  const judge = createJudge(bench, options);
  const verdicts: Verdict[] = [];
  for (const [index, { id, mutant, target }] of jobs.entries()) {
    if (isOver()) break;
    const why = reasonFor(mutant);
    if (why !== undefined) {
      verdicts.push({ mutant, status: 'equivalent', why });
      continue;
    }
    const before = known.get(id);
    const found = before ?? (await judge.judge(target, mutant));
    if (isOver()) break;
    if (before) judge.learn(target, before);
    else if (found.status !== 'not tried') await remember({ id, ...found, ...mutant });
    verdicts.push({ mutant, ...found });
    const { status, by = '' } = found;
    say(`${index + 1}/${jobs.length}  ${status.padEnd(10)}  ${mutant.file}:${mutant.line}  ${by}`);
  }
  return verdicts;
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

/**
 * What an earlier run found out, as long as the file is what it was; what was not killed is tried again, as tests may
 * be new.
 */
async function readKnown(): Promise<Map<string, Found>> {
  const text = await readFile(options.results, 'utf8').catch(() => '');
  const known = new Map<string, Found>();
  for (const line of text.split('\n').filter(Boolean)) {
    const { id, ...found } = Known.parse(JSON.parse(line));
    if (['killed', 'unreadable'].includes(found.status) || !options.again) known.set(id, found);
  }
  return known;
}

async function remember(found: object): Promise<void> {
  await mkdir(dirname(options.results), { recursive: true });
  await appendFile(options.results, `${JSON.stringify(found)}\n`);
}

await main();
