import type { AggregatedResult, Reporter } from '@jest/reporters';

/** Names each suite that was left out, where jest tells only how many tests that were. */
export default class SkipReporter implements Pick<Reporter, 'onRunComplete'> {
  onRunComplete(_contexts: unknown, { testResults }: AggregatedResult): void {
    const skipped = new Map<string, number>();
    for (const { testFilePath, testResults: tests } of testResults) {
      for (const { status, ancestorTitles, title } of tests) {
        if (status !== 'pending' && status !== 'todo') continue;
        const file = testFilePath.slice(testFilePath.lastIndexOf('/test/') + 1);
        const name = `${file} › ${ancestorTitles[0] ?? title}`;
        skipped.set(name, (skipped.get(name) ?? 0) + 1);
      }
    }
    for (const [name, count] of skipped) process.stderr.write(`Skipped: ${name} (${count})\n`);
  }
}
