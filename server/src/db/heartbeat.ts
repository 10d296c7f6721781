import pg from 'pg';
import type { Logger } from '../lib/logger.ts';
import { destroyConnection } from './connection.ts';
import { sqlstateOf } from './sqlstate.ts';

/** `away`: connections are refused or break. `silent`: whatever is asked stays without an answer. */
type Pulse = 'answers' | 'away' | 'silent';

export interface Heartbeat {
  pulse: () => Pulse;
  /** Runs the listener whenever Postgres is found away or silent, and when it answers again. */
  onChange: (listener: (pulse: Pulse) => void) => void;
  stop: () => void;
}

const beatMs = 250;
/** With the time between two beats, a silence is known of within two seconds. */
const patienceMs = 1_650;
const tickMs = 50;

interface HeartbeatOptions {
  connectionString: string;
  logger: Logger;
}

/**
 * Asks Postgres for a sign of life four times a second, on a connection of its own: no other statement's silence
 * tells whether it is slow or cut off. Only time in which this process was awake counts as silence, so that neither
 * a busy event loop nor a machine that slept raises a false alarm.
 */
export function startHeartbeat({ connectionString, logger }: HeartbeatOptions): Heartbeat {
  const listeners: ((pulse: Pulse) => void)[] = [];
  let pulse: Pulse = 'answers';
  let client: pg.Client | undefined;
  /** Rises with each question; an answer to one that was given up is none. */
  let question = 0;
  let isAsking = false;
  let quietMs = 0;
  let askedAt = -Infinity;
  let tickedAt = performance.now();

  function found(next: Pulse): void {
    const before = pulse;
    pulse = next;
    if (next === before && next === 'answers') return;
    if (next !== before) logger.warn({ pulse: next }, 'the state of the database connection changed');
    for (const listener of listeners) listener(next);
  }

  function open(): pg.Client {
    const opened = new pg.Client({ connectionString, application_name: 'meterstone heartbeat' });
    opened.on('error', () => {
      // The question under way, or the next one, tells.
      if (client === opened) client = undefined;
    });
    return opened;
  }

  async function askOnce(): Promise<void> {
    if (!client) {
      client = open();
      await client.connect();
    }
    await client.query('select 1');
  }

  async function ask(): Promise<void> {
    question += 1;
    const asked = question;
    isAsking = true;
    quietMs = 0;
    askedAt = performance.now();
    const wasOpen = client !== undefined;
    let next: Pulse = 'answers';
    try {
      await askOnce().catch((error: unknown) => {
        if (!wasOpen || asked !== question) throw error;
        // The connection may have been ended alone, by an operator for one.
        drop();
        return askOnce();
      });
    } catch (error) {
      if (asked !== question) return;
      drop();
      const sqlstate = sqlstateOf(error);
      // Refusing for lack of connections is a sign of life; starting up or shutting down is not.
      if (sqlstate === undefined || /^(57P|08)/.test(sqlstate)) next = 'away';
    }
    if (asked !== question) return;
    isAsking = false;
    found(next);
  }

  function drop(): void {
    const dropped = client;
    client = undefined;
    if (dropped) destroyConnection(dropped);
  }

  const timer = setInterval(() => {
    const now = performance.now();
    if (isAsking) quietMs += Math.min(now - tickedAt, 2 * tickMs);
    tickedAt = now;
    if (isAsking && quietMs >= patienceMs) {
      question += 1;
      isAsking = false;
      drop();
      found('silent');
    }
    if (!isAsking && now - askedAt >= beatMs) void ask();
  }, tickMs);
  timer.unref();

  return {
    pulse: () => pulse,
    onChange: (listener) => void listeners.push(listener),
    stop() {
      clearInterval(timer);
      question += 1;
      const last = client;
      client = undefined;
      last?.end().catch(() => undefined);
    },
  };
}
