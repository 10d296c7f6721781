import type { Database } from '../db/pool.ts';
import { countUses } from './queries.ts';

/** A use is committed within seconds of the time in its id: a statement may run 15. */
const settledAfterMs = 60_000;
/** Then all is counted again, for what a longer transaction brought in late (a demo's history, a restore). */
const trustedMs = 3_600_000;

interface UseTallyOptions {
  db: Database;
  /** Length of a step; steps begin at its multiples, in UTC. */
  stepMs: number;
  steps: number;
}

export interface UsesInStep {
  at: string;
  events: number;
}

/**
 * Counts uses by step, oldest first, gaps 0; `last` is the start of the last step and `until` where counting stops.
 * Uses are never deleted or added to the past, so what was counted of a step that has ended is remembered, and only
 * the newest are read again; voids, which are few, always. So an hour of many uses is read once, not at each look.
 */
export function createUseTally({ db, stepMs, steps }: UseTallyOptions) {
  let settled = new Map<number, number>();
  let countedAllAt = 0;

  return async function read({ last, until }: { last: number; until: Date }): Promise<UsesInStep[]> {
    const starts = Array.from({ length: steps }, (_, index) => last - (steps - 1 - index) * stepMs);
    if (until.getTime() - countedAllAt > trustedMs) {
      settled = new Map();
      countedAllAt = until.getTime();
    }
    const usesFrom = starts.find((start) => !settled.has(start)) ?? last;
    const found = await countUses(db, {
      starts: starts.map((start) => new Date(start)),
      until,
      usesFrom: new Date(usesFrom),
    });

    const uses = new Map(
      starts.filter((start) => start < usesFrom).map((start) => [start, settled.get(start) ?? 0]),
    );
    const voided = new Map<number, number>();
    for (const row of found) {
      const start = last - (steps - 1 - row.step) * stepMs;
      uses.set(start, (uses.get(start) ?? 0) + row.uses);
      voided.set(start, (voided.get(start) ?? 0) + row.voided);
    }
    settled = new Map(
      starts
        .filter((start) => start + stepMs + settledAfterMs <= until.getTime())
        .map((start) => [start, uses.get(start) ?? 0]),
    );
    return starts.map((start) => ({
      at: new Date(start).toISOString(),
      events: (uses.get(start) ?? 0) - (voided.get(start) ?? 0),
    }));
  };
}
