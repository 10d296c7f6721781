/** An answer is kept ten times as long as reading it took, so asking without end costs Postgres a tenth of a core. */
const timesKept = 10;
const leastMs = 2_000;
const mostMs = 60_000;

/**
 * Reads once for all who ask at the same time, and keeps the answer for two seconds to a minute: the longer, the more
 * it cost. A read that fails rejects and is not kept.
 */
export function shareReads<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let answer: Promise<Value> | undefined;
  let freshUntil = Number.POSITIVE_INFINITY;

  async function start(): Promise<Value> {
    const startedAt = performance.now();
    freshUntil = Number.POSITIVE_INFINITY;
    try {
      const value = await read();
      const endedAt = performance.now();
      freshUntil = endedAt + Math.min(Math.max((endedAt - startedAt) * timesKept, leastMs), mostMs);
      return value;
    } catch (error) {
      answer = undefined;
      throw error;
    }
  }

  return () => {
    if (performance.now() >= freshUntil) answer = undefined;
    return (answer ??= start());
  };
}
