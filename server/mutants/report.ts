import type { Mutant } from './operators.ts';

export interface Verdict {
  mutant: Mutant;
  /** `unreadable` edits don't compile; `not tried` are those of files whose tests fail without any edit. */
  status: 'killed' | 'survived' | 'equivalent' | 'unreadable' | 'not tried';
  why?: string;
  /** The test file that noticed. */
  by?: string | undefined;
}

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
  const lines = [['file', 'killed', 'survived', 'equivalent', 'unreadable', 'not tried', 'score'], ...rows];
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
  const others = [count('equivalent'), count('unreadable'), count('not tried')];
  return [...[killed, survived, ...others].map(String), score];
}
