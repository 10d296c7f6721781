import { AppError } from './app-error.ts';
import type { ErrorCode } from './errors/error-codes.ts';

interface LinesOptions {
  /** Works of one key under way at a time. */
  perKey: number;
  /** Works of all keys under way at a time. */
  total: number;
  /** Works of one key that may wait. */
  maxWaiting: number;
  /** How long one waits for its turn. */
  patienceMs: number;
  /** What the one past `maxWaiting` is told. */
  refusal: ErrorCode;
}

interface LineOptions {
  /** Part of a work that was let in before: waits as long as it takes, and is never refused. */
  isContinued?: boolean;
  /** In the place of the usual bound. */
  maxWaiting?: number;
}

export interface Lines {
  /**
   * Runs `work` when its key's turn comes; keys that wait are served in turn, so a long line delays its own key only.
   * Errors: the line's refusal, with Retry-After, where too many of the key wait; `overloaded` where the turn does
   * not come in time; whatever `work` fails with.
   */
  run<T>(key: string, work: () => Promise<T>, options?: LineOptions): Promise<T>;
}

interface Line {
  running: number;
  waiting: (() => void)[];
}

/** A line for each key before a room of `total` places. Whoever finds both free goes in at once. */
export function createLines({ perKey, total, maxWaiting, patienceMs, refusal }: LinesOptions): Lines {
  /** Keys with anything under way or waiting, whoever was served longest ago first. */
  const lines = new Map<string, Line>();
  let running = 0;

  function takePlace(key: string, line: Line): void {
    running += 1;
    line.running += 1;
    // To the end: the others' turn comes first.
    lines.delete(key);
    lines.set(key, line);
  }

  function leavePlace(key: string, line: Line): void {
    running -= 1;
    line.running -= 1;
    if (line.running === 0 && line.waiting.length === 0) lines.delete(key);
    for (let next = findNext(); next; next = findNext()) {
      takePlace(next.key, next.line);
      next.line.waiting.shift()?.();
    }
  }

  function findNext(): { key: string; line: Line } | undefined {
    if (running >= total) return undefined;
    for (const [key, line] of lines) {
      if (line.waiting.length > 0 && line.running < perKey) return { key, line };
    }
    return undefined;
  }

  function waitForTurn(line: Line, isContinued: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = isContinued
        ? undefined
        : setTimeout(() => {
            line.waiting.splice(line.waiting.indexOf(enter), 1);
            reject(new AppError('overloaded', { retryAfterSeconds: 1 }));
          }, patienceMs);
      line.waiting.push(enter);
    });
  }

  return {
    async run(key, work, { isContinued = false, maxWaiting: most = maxWaiting } = {}) {
      const line = lines.get(key) ?? { running: 0, waiting: [] };
      if (running < total && line.running < perKey) takePlace(key, line);
      else {
        if (!isContinued && line.waiting.length >= most)
          throw new AppError(refusal, { retryAfterSeconds: 1 });
        lines.set(key, line);
        try {
          await waitForTurn(line, isContinued);
        } catch (error) {
          if (line.running === 0 && line.waiting.length === 0) lines.delete(key);
          throw error;
        }
      }
      try {
        return await work();
      } finally {
        leavePlace(key, line);
      }
    },
  };
}
