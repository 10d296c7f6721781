import type { Logger } from '../lib/logger.ts';

/**
 * Hints between nodes: lost ones are survived (caches expire), so nothing is kept here that Postgres lacks. What must
 * not be lost is kept in Postgres as not sent until `watch` says that it was taken.
 */
export interface Bus {
  /** Runs the topic's handlers on every node, this one first. */
  publish(topic: string, payload: object): void;
  /**
   * Watches what this node sends to others from now on. The result tells later whether Redis took all of it; false
   * says that some may be lost, or that Redis is away.
   */
  watch(): () => Promise<boolean>;
  /** The topic `hintsMissed` runs, on this node only, when hints of others may have been lost: re-read then. */
  on(topic: string, handler: (payload: unknown) => void): void;
}

export const hintsMissed = 'bus:hints-missed';

/** The payload of `hintsMissed`. */
export interface HintsMissed {
  /** Nothing was missed before so long ago. */
  withinMs: number;
}

export function isMissed(payload: unknown): payload is HintsMissed {
  return (
    typeof payload === 'object' &&
    payload !== null &&
    'withinMs' in payload &&
    typeof payload.withinMs === 'number'
  );
}

type Handler = (payload: unknown) => void;

export interface LocalBus extends Bus {
  /** Runs this node's handlers only: for what came from another node. */
  deliver(topic: string, payload: unknown): void;
}

const alone = () => () => Promise.resolve(true);

/** A bus that runs this node's handlers, then hands the message to `sendToOthers`; `watch` is theirs. */
export function createBus(
  sendToOthers: (topic: string, payload: object) => void,
  logger: Logger,
  watch: Bus['watch'] = alone,
): LocalBus {
  const handlers = new Map<string, Handler[]>();

  function deliver(topic: string, payload: unknown): void {
    for (const handler of handlers.get(topic) ?? []) {
      try {
        handler(payload);
      } catch (error) {
        // One feature's bug must not keep the message from the others.
        logger.error({ err: error, topic }, 'a handler of the bus failed');
      }
    }
  }

  return {
    deliver,
    watch,
    publish(topic, payload) {
      deliver(topic, payload);
      sendToOthers(topic, payload);
    },
    on(topic, handler) {
      handlers.set(topic, [...(handlers.get(topic) ?? []), handler]);
    },
  };
}
