import type { Bench } from './bench.ts';
import type { Mutant } from './operators.ts';
import type { Verdict } from './report.ts';
import type { Target } from './targets.ts';

type Found = Pick<Verdict, 'status' | 'by' | 'words'>;

export interface Judge {
  /** Runs the tests on the mutant until one notices. */
  judge: (target: Target, mutant: Mutant) => Promise<Found>;
  /** What an earlier run found. */
  learn: (target: Target, found: Found) => void;
}

/**
 * Asks first the tests that have noticed an edit of the same file before, the last one first; then those that are
 * nearest. A test that fails without the edit as well proves nothing: it is said once, and asked no more. Nor does one
 * whose time runs out: the others are asked, and where none of them fails the edit is neither killed nor a survivor.
 */
export function createJudge(bench: Bench, { quick, deep }: { quick: boolean; deep: boolean }): Judge {
  const noticed = new Map<string, string[]>();
  const soundness = new Map<string, boolean>();

  async function isSound(test: string): Promise<boolean> {
    const known = soundness.get(test);
    if (known !== undefined) return known;
    const { failedFile, isOutOfTime, words } = await bench.run([test]);
    // Of a machine that is busy now nothing follows for later.
    if (!isOutOfTime) soundness.set(test, failedFile === undefined);
    if (failedFile !== undefined) process.stdout.write(`${test} fails as it is:\n${words.slice(0, 3_000)}\n`);
    return failedFile === undefined;
  }

  function learn({ file }: Target, { by }: Found): void {
    if (by === undefined) return;
    const others = (noticed.get(file) ?? []).filter((test) => test !== by);
    noticed.set(file, [by, ...others]);
  }

  return {
    learn,
    async judge(target, mutant) {
      if (!(await bench.isReadable(mutant))) return { status: 'unreadable' };
      const asked = [...target.tests, ...(quick ? [] : target.apiTests), ...(deep ? target.deepTests : [])];
      const first = (noticed.get(target.file) ?? []).filter((test) => asked.includes(test));
      let tests = [...new Set([...first, ...asked])].filter((test) => soundness.get(test) !== false);
      let otherwise: Found = { status: 'not tried' };
      while (tests.length > 0) {
        const { failedFile, isOutOfTime, words } = await bench.run(tests, mutant);
        if (failedFile === undefined) return otherwise.by === undefined ? { status: 'survived' } : otherwise;
        if (await isSound(failedFile)) {
          const found = { by: failedFile, words: words.slice(0, 1_000) };
          if (!isOutOfTime) {
            learn(target, { status: 'killed', ...found });
            return { status: 'killed', ...found };
          }
          otherwise = { status: 'timed out', ...found };
        }
        tests = tests.slice(tests.indexOf(failedFile) + 1);
      }
      return otherwise;
    },
  };
}
