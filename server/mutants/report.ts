import type { Mutant } from './operators.ts';

export interface Verdict {
  mutant: Mutant;
  /**
   * `timed out`: nothing failed but a test that ran out of time. `unreadable` edits don't compile; `not tried` are
   * those of files whose tests fail without any edit.
   */
  status: 'killed' | 'survived' | 'timed out' | 'equivalent' | 'unreadable' | 'not tried';
  why?: string;
  /** The test file that noticed. */
  by?: string | undefined;
  /** What that test said. */
  words?: string | undefined;
}

const others = ['timed out', 'equivalent', 'unreadable', 'not tried'] as const;

/** Each survivor with its line, a row for each file, and the sum. */
export function report(verdicts: readonly Verdict[]): string {
  const survivors = verdicts
    .filter(({ status }) => status === 'survived')
    .flatMap(({ mutant: { file, line, operator, before, after } }) => [
      `${file}:${line} (${operator})`,
      `  - ${before.trim()}`,
      `  + ${after.trim()}`,
    ]);
  const files = [...new Set(verdicts.map(({ mutant }) => mutant.file))];
  const rows = files.map((file) => [
    file,
    ...countsOf(verdicts.filter(({ mutant }) => mutant.file === file)),
  ]);
  const lines = [['file', 'killed', 'survived', ...others, 'score'], ...rows];
  lines.push(['total', ...countsOf(verdicts)]);
  const width = Math.max(...lines.map(([name = '']) => name.length));
  const shown = lines.map(([name = '', ...cells]) =>
    [name.padEnd(width), ...cells.map((cell) => cell.padStart(10))].join(' '),
  );
  return ['', ...(survivors.length > 0 ? ['Survivors', ...survivors, ''] : []), ...shown].join('\n');
}

function countsOf(verdicts: readonly Verdict[]): string[] {
  const count = (wanted: Verdict['status']) => verdicts.filter(({ status }) => status === wanted).length;
  const [killed, survived] = [count('killed'), count('survived')];
  const score = killed + survived === 0 ? '–' : `${((100 * killed) / (killed + survived)).toFixed(1)} %`;
  return [...[killed, survived, ...others.map(count)].map(String), score];
}
