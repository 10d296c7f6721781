import { createThrottle, type LatestEvent } from './throttle.ts';

/** Short, as it adds to how late a browser on another node learns; long enough to gather many records. */
const gatherMs = 100;
/** Bounds the size of one message between nodes. */
const gatherMost = 500;

interface LatestOptions {
  /** Is anybody of this node in the room? */
  isOccupied: (room: string) => boolean;
  /** Sends to this node's sockets. */
  send: (event: LatestEvent) => void;
  /** Hands events to the other nodes; absent where there are none. */
  sendToOthers: ((events: LatestEvent[]) => void) | undefined;
}

export interface Latest {
  offer: (event: LatestEvent) => void;
  /** Takes what another node gathered. */
  receive: (events: LatestEvent[]) => void;
  close: () => void;
}

/**
 * Events of which only the latest matters, at most five a second for each key. An empty room costs one look-up.
 * Other nodes are sent one message for all that was offered in a tenth of a second, since one each would cost
 * both sides more than the records that cause them.
 */
export function createLatest({ isOccupied, send, sendToOthers }: LatestOptions): Latest {
  const throttle = createThrottle(send);
  let gathered = new Map<string, LatestEvent>();
  let timer: NodeJS.Timeout | undefined;

  function offerHere(event: LatestEvent): void {
    if (isOccupied(event.room)) throttle.offer(event);
  }

  function gather(event: LatestEvent): void {
    const before = gathered.get(event.key);
    if (before && event.version < before.version) return;
    gathered.set(event.key, event);
    if (gathered.size >= gatherMost) flush();
    else timer ??= setTimeout(flush, gatherMs).unref();
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const events = [...gathered.values()];
    gathered = new Map();
    sendToOthers?.(events);
  }

  return {
    offer(event) {
      offerHere(event);
      if (sendToOthers) gather(event);
    },
    receive(events) {
      for (const event of events) offerHere(event);
    },
    close() {
      clearTimeout(timer);
      throttle.close();
    },
  };
}
