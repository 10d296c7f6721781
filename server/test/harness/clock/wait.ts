import { setTimeout as delay } from 'node:timers/promises';

/**
 * Far more than anything takes on a machine that does nothing else: only a test that fails waits for so long. Less than
 * the minute after which a cache forgets anyway, so that nothing comes true by that alone.
 */
export const patienceMs = 45_000;

/** Resolves once the condition holds; fails when it does not within the time. */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  timeoutMs = patienceMs,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline)
      throw new Error(`Waited ${timeoutMs} ms in vain for: ${condition.toString()}`);
    await delay(5);
  }
}
