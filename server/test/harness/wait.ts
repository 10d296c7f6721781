import { setTimeout as delay } from 'node:timers/promises';

/** Resolves once the condition holds; fails when it does not within the time. */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 5_000,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline)
      throw new Error(`Waited ${timeoutMs} ms in vain for: ${condition.toString()}`);
    await delay(5);
  }
}
