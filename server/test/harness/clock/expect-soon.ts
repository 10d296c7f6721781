import { setTimeout as delay } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { patienceMs } from './wait.ts';

/** Resolves once what is read equals this, as `toEqual` has it; fails as that does where it never will. */
export async function expectSoon<T>(read: () => T | Promise<T>, expected: unknown): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const found = await read();
    try {
      expect(found).toEqual(expected);
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await delay(20);
  }
}
