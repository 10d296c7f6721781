import type { Logger } from '../lib/logger.ts';
import { createPoller, type Poller } from '../lib/poller.ts';

interface LaneOptions<Item> {
  name: string;
  logger: Logger;
  /** How many are handled at a time. */
  places: number;
  /**
   * After so long an item leaves its place to another: for what providers are asked, of whom a silent one must not hold
   * up the others. Left out: never, as for what only waits for the database.
   */
  leavesAfterMs?: number;
  /** Takes what is due, so that no other node gets it. */
  claim: (limit: number) => Promise<Item[]>;
  /** What it throws is logged: the item is claimed again when it is due. */
  handle: (item: Item) => Promise<unknown>;
}

/** Of lanes in which providers are asked: so many at a time, and none holds up the others for longer than a moment. */
export const asking = { places: 4, leavesAfterMs: 1_000 };

/** How many may be under way in all, those that have left their places among them. */
const mostUnderWay = 64;

/** How late an item may be whose wake-up was lost, or which is tried again. */
const safetyNetMs = 1_000;

/**
 * Handles what is due, several at a time, until nothing is: by state, so that any number of nodes do it side by side.
 * An item that takes long holds one place at most, and no other item.
 */
export function startLane<Item>(options: LaneOptions<Item>): Poller {
  const { name, logger, places, leavesAfterMs, claim, handle } = options;
  const running = new Set<Promise<void>>();
  const placed = new Set<Promise<void>>();

  async function handleAndLeave(item: Item): Promise<void> {
    try {
      await handle(item);
    } catch (error) {
      logger.warn({ err: error, lane: name }, 'something of payments failed; it is tried again');
    }
  }

  function begin(item: Item): void {
    const work = handleAndLeave(item);
    const leave = () => {
      placed.delete(work);
      poller.wake();
    };
    const timer = leavesAfterMs === undefined ? undefined : setTimeout(leave, leavesAfterMs);
    running.add(work);
    placed.add(work);
    void work.finally(() => {
      clearTimeout(timer);
      running.delete(work);
      leave();
    });
  }

  /** Ends when nothing is due or all places are taken: whoever leaves one looks again. */
  async function fill(): Promise<void> {
    for (;;) {
      const free = Math.min(places - placed.size, mostUnderWay - running.size);
      if (free <= 0) return;
      const claimed = await claim(free);
      claimed.forEach(begin);
      if (claimed.length === 0) return;
    }
  }

  const poller = createPoller({ name, run: fill, intervalMs: safetyNetMs, logger });
  return {
    wake: poller.wake,
    async stop() {
      await poller.stop();
      await Promise.all(running);
    },
  };
}
