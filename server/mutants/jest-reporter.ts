import { appendFileSync } from 'node:fs';

interface TestFile {
  path: string;
}

interface FileResult {
  numFailingTests: number;
  testExecError?: unknown;
  failureMessage?: string | null;
  perfStats: { runtime: number };
}

interface CaseResult {
  status: string;
  fullName: string;
  failureMessages: string[];
}

/** Writes a line for each test file that is over, and ends the run, without any ado, at the first test that fails. */
export default class FirstFailure {
  readonly #out: string;

  constructor(_config: unknown, { out }: { out: string }) {
    this.#out = out;
  }

  onTestCaseResult({ path }: TestFile, { status, fullName, failureMessages }: CaseResult): void {
    if (status === 'failed') this.#end({ path, test: fullName, message: failureMessages.join('\n') });
  }

  /** Hooks fail here, the books' balance at a file's end among them. */
  onTestResult({ path }: TestFile, result: FileResult): void {
    const { numFailingTests, testExecError, failureMessage, perfStats } = result;
    if (numFailingTests > 0 || testExecError !== undefined) {
      this.#end({ path, test: 'a hook', message: failureMessage ?? '' });
    }
    this.#note({ path, runtimeMs: perfStats.runtime });
  }

  #end(failure: object): never {
    this.#note({ ...failure, isFailed: true });
    // The bench ends what the tests have started and drops what they left.
    process.exit(1);
  }

  #note(line: object): void {
    appendFileSync(this.#out, `${JSON.stringify(line)}\n`);
  }
}
