import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { startLane } from '../../src/payments/lanes.ts';
import { waitUntil } from '../harness/clock/wait.ts';

const logger = pino({ level: 'silent' });

/** A lane of two places; who is asked about the first `silent` items says nothing until `end`. */
function laneOf({ items, silent, leavesAfterMs }: { items: number; silent: number; leavesAfterMs?: number }) {
  const due = Array.from({ length: items }, (_, item) => item);
  const begun: number[] = [];
  const done: number[] = [];
  const { promise: silence, resolve } = Promise.withResolvers<null>();
  const lane = startLane<number>({
    name: 'a lane',
    logger,
    places: 2,
    ...(leavesAfterMs !== undefined && { leavesAfterMs }),
    claim: (limit) => Promise.resolve(due.splice(0, limit)),
    handle: async (item) => {
      begun.push(item);
      if (item < silent) await silence;
      done.push(item);
    },
  });
  return { lane, begun, done, end: () => resolve(null) };
}

describe('a lane', () => {
  it('goes on beside items that take long, once they have left their places', async () => {
    const { lane, done, end } = laneOf({ items: 8, silent: 6, leavesAfterMs: 5 });
    await waitUntil(() => done.includes(6) && done.includes(7));
    expect(done).toEqual([6, 7]);
    end();
    await lane.stop();
    expect(done).toHaveLength(8);
  });

  it('has no more than 64 of them under way', async () => {
    const { lane, begun, done, end } = laneOf({ items: 70, silent: 70, leavesAfterMs: 1 });
    await waitUntil(() => begun.length === 64);
    for (let turn = 0; turn < 20; turn += 1) {
      lane.wake();
      await new Promise(setImmediate);
    }
    expect(begun).toHaveLength(64);
    end();
    await waitUntil(() => done.length === 70);
    await lane.stop();
  });

  it('waits for them where they leave none', async () => {
    const { lane, begun, done, end } = laneOf({ items: 4, silent: 2 });
    await waitUntil(() => begun.length === 2);
    lane.wake();
    await new Promise(setImmediate);
    expect(begun).toEqual([0, 1]);
    end();
    await waitUntil(() => done.length === 4);
    await lane.stop();
  });
});
