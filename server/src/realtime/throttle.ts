export interface LatestEvent {
  room: string;
  event: string;
  key: string;
  payload: object;
  version: number;
}

/** One key that was sent not long ago. */
interface Slot {
  sentAtMs: number;
  version: number;
  waiting: LatestEvent | undefined;
}

/** Five a second of each key: as many as anybody can follow. */
export const spacingMs = 200;
/** Keys are remembered this long, so that an older number that comes late from another node is known as such. */
const memoryMs = 2_000;
const tickMs = 50;

export interface Throttle {
  offer: (event: LatestEvent) => void;
  close: () => void;
}

/**
 * Sends at once what was not sent for 200 ms, else keeps the latest and sends it then: at most five a second for
 * each key, the last one always. One timer for all keys, and none while there is nothing to wait for.
 */
export function createThrottle(send: (event: LatestEvent) => void): Throttle {
  const slots = new Map<string, Slot>();
  let timer: NodeJS.Timeout | undefined;

  function tick(): void {
    const now = performance.now();
    for (const [key, slot] of slots) {
      const age = now - slot.sentAtMs;
      if (slot.waiting && age >= spacingMs) {
        const { waiting } = slot;
        slot.waiting = undefined;
        slot.sentAtMs = now;
        send(waiting);
      } else if (age >= memoryMs) {
        slots.delete(key);
      }
    }
    if (slots.size === 0) close();
  }

  function close(): void {
    clearInterval(timer);
    timer = undefined;
  }

  return {
    close,
    offer(event) {
      const slot = slots.get(event.key);
      if (!slot) {
        slots.set(event.key, { sentAtMs: performance.now(), version: event.version, waiting: undefined });
        timer ??= setInterval(tick, tickMs).unref();
        send(event);
        return;
      }
      if (event.version < slot.version) return;
      slot.version = event.version;
      slot.waiting = event;
    },
  };
}
