import type { Logger } from './logger.ts';

export interface Poller {
  /** Runs now, or once more right after the run under way; any number of calls meanwhile count as one. */
  wake: () => void;
  /** Runs no more; resolves when the run under way has ended. */
  stop: () => Promise<void>;
}

interface PollerOptions {
  name: string;
  run: () => Promise<unknown>;
  intervalMs: number;
  logger: Logger;
}

/**
 * Runs `run` at once, then on each wake and at least every `intervalMs`; never two runs at a time.
 * A failed run is logged and tried again at the next turn.
 */
export function createPoller({ name, run, intervalMs, logger }: PollerOptions): Poller {
  let running: Promise<void> | undefined;
  let isWanted = false;
  let isStopped = false;

  async function runWhileWanted(): Promise<void> {
    while (isWanted && !isStopped) {
      isWanted = false;
      try {
        await run();
      } catch (error) {
        logger.warn({ err: error, poller: name }, 'a poller failed; it tries again');
      }
    }
    running = undefined;
  }

  function wake(): void {
    if (isStopped) return;
    isWanted = true;
    running ??= runWhileWanted();
  }

  const timer = setInterval(wake, intervalMs);
  timer.unref();
  wake();
  return {
    wake,
    async stop() {
      isStopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
