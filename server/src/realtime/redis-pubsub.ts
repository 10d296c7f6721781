import { createAdapter } from '@socket.io/redis-adapter';
import { Redis } from 'ioredis';
import type { Logger } from '../lib/logger.ts';
import type { HintsMissed } from './bus.ts';

const heartbeatMs = 2_000;
const heartbeatTimeoutMs = 1_000;
/** Subscriptions follow a new connection by a moment. */
const resubscribeMs = 500;

export interface PubSub {
  /** What Socket.IO needs to reach other nodes. */
  adapter: ReturnType<typeof createAdapter>;
  /** As `Bus.watch`. */
  watch: () => () => Promise<boolean>;
  close: () => void;
}

interface PubSubOptions {
  url: string;
  logger: Logger;
  /** The subscription is back after a loss: what others published meanwhile was missed. */
  onResubscribed: (missed: HintsMissed) => void;
}

/**
 * The two connections between this node and the others. A Redis that is away, hung or cut off loses messages, which
 * `watch` and `onResubscribed` tell of, and does nothing else: nothing throws, nothing waits, and both connections come
 * back by themselves.
 */
export function connectPubSub({ url, logger, onResubscribed }: PubSubOptions): PubSub {
  const publisher = new Redis(url, {
    commandTimeout: heartbeatTimeoutMs,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    autoResendUnfulfilledCommands: false,
    retryStrategy,
  });
  // Its subscriptions wait for the connection however long that takes.
  const subscriber = new Subscriber(url, { maxRetriesPerRequest: null, retryStrategy });

  let isConnected = false;
  let lost = 0;
  /** When the subscription was last known to stand. */
  let heardAt = performance.now();
  let wasConnected = false;
  for (const redis of [publisher, subscriber]) {
    redis.on('error', (error: Error) => {
      logger.debug({ err: error }, 'a Redis connection between nodes failed');
    });
  }
  subscriber.on('close', () => {
    if (isConnected) logger.warn('events between nodes are interrupted: Redis is away');
    isConnected = false;
  });
  subscriber.on('ready', () => {
    isConnected = true;
    if (wasConnected) {
      const goneAt = heardAt;
      setTimeout(() => {
        onResubscribed({ withinMs: performance.now() - goneAt });
      }, resubscribeMs).unref();
    }
    wasConnected = true;
    heardAt = performance.now();
  });
  const stopHeartbeats = [
    keepAlive(publisher, () => undefined),
    keepAlive(subscriber, () => {
      heardAt = performance.now();
    }),
  ];

  return {
    adapter: createAdapter(
      quietPublisher(publisher, () => (lost += 1)),
      subscriber,
      {
        requestsTimeout: 1_000,
      },
    ),
    watch() {
      const before = lost;
      return async () => {
        try {
          // Answered in the order of the calls: by then the fate of all that was sent before is known.
          await publisher.ping();
        } catch {
          return false;
        }
        return lost === before;
      };
    },
    close() {
      for (const stop of stopHeartbeats) stop();
      publisher.disconnect();
      subscriber.disconnect();
    },
  };
}

function retryStrategy(attempt: number): number {
  return Math.min(attempt * 50, 1_000);
}

/** Reconnects where a peer has gone silent: TCP alone would take a quarter of an hour to notice. */
function keepAlive(redis: Redis, onAnswer: () => void): () => void {
  const beat = setInterval(() => {
    if (redis.status !== 'ready' && redis.status !== 'connect') return;
    const timer = setTimeout(() => {
      redis.disconnect(true);
    }, heartbeatTimeoutMs).unref();
    if (redis.status !== 'ready') return;
    redis.ping().then(
      () => {
        clearTimeout(timer);
        onAnswer();
      },
      () => undefined,
    );
  }, heartbeatMs);
  beat.unref();
  return () => {
    clearInterval(beat);
  };
}

// Promises of commands that nobody looks at; a rejected one would end the process.

/** The adapter drops those of its subscriptions, and ioredis those by which it takes them up again after a loss. */
class Subscriber extends Redis {
  override sendCommand(...[command, stream]: Parameters<Redis['sendCommand']>): unknown {
    command.promise.catch(ignore);
    return super.sendCommand(command, stream);
  }
}

/** The adapter drops those of what it publishes. */
function quietPublisher(redis: Redis, onLost: () => void) {
  return {
    publish: (channel: string, message: string | Buffer) => {
      redis.publish(channel, message).catch(onLost);
    },
    on: ignore,
    off: ignore,
  };
}

function ignore(): void {
  // Lost messages are survived; the connection's own handlers log why.
}
