import { resolve } from 'node:path';

interface Test {
  path: string;
}

/** Runs test files in the order in which they were named. */
export default class InTheOrderGiven {
  readonly #paths: string[];

  constructor({ globalConfig }: { globalConfig: { nonFlagArgs: string[] } }) {
    this.#paths = globalConfig.nonFlagArgs.map((path) => resolve(path));
  }

  sort<T extends Test>(tests: Iterable<T>): T[] {
    return [...tests].sort((one, other) => this.#paths.indexOf(one.path) - this.#paths.indexOf(other.path));
  }

  allFailedTests<T extends Test>(): T[] {
    return [];
  }

  cacheResults(): void {
    // Nothing that an edit brought about is worth remembering.
  }
}
