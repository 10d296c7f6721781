import type { Logger } from '../lib/logger.ts';
import type { Bus } from './live.ts';

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
