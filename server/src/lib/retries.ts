import { setTimeout as delay } from 'node:timers/promises';

/**
 * How often work that only got into somebody else's way is tried again. Few, as everybody waits meanwhile: with the
 * pauses and the waiting of each try, a fraction of a second in all.
 */
export const retries = 3;

/** Waits before a try, the first of which is 1: longer each time, and left to chance, so that two do not meet again. */
export async function pauseBefore(retry: number): Promise<void> {
  await delay(Math.random() * 10 * 2 ** retry);
}
