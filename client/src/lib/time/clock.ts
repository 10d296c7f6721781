/** One clock for all that tells relative times, so that they change together. */
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

/**
 * Milliseconds since the epoch, the same for all until the next tick. While nobody listens nothing ticks, for as long
 * as a page is open that tells no times: then the system is asked.
 */
export function readClock(): number {
  return timer === undefined ? Date.now() : now;
}

/** Calls the listener each second, until what it gives back is called. */
export function watchClock(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    now = Date.now();
    timer = setInterval(() => {
      now = Date.now();
      for (const each of listeners) each();
    }, 1_000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}
