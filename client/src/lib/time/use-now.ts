import { useSyncExternalStore } from 'react';
import { readClock, watchClock } from './clock.ts';

/** Milliseconds since the epoch, to a step: a minute where minutes are told, so that nothing renders in vain. */
export function useNow(stepMs = 60_000): number {
  return useSyncExternalStore(watchClock, () => Math.floor(readClock() / stepMs) * stepMs);
}

/** What is said of an instant, such as `4 minutes ago`. Renders anew only when other words are due. */
export function useSaidNow(say: (now: number) => string): string {
  return useSyncExternalStore(watchClock, () => say(readClock()));
}
