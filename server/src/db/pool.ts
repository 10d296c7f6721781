import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Logger } from '../lib/logger.ts';
import type { Heartbeat } from './heartbeat.ts';
import type { DB } from './tables.gen.ts';
import { timeLimits, type TimeLimits } from './time-limits.ts';
import { WatchedPool } from './watched-pool.ts';

export type Database = Kysely<DB>;

const { INT8: int8, TIMESTAMPTZ: timestamptz } = pg.types.builtins;

/** Counts and money arrive as numbers, and only exactly: past 2^53 a number would lie, so it throws. */
function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is past what a number holds exactly`);
  return value;
}

/** The last instant that a Date can hold; stands for Postgres's `infinity`. */
export const endOfTime = new Date(8.64e15);

/** `2026-11-21 08:00:00.5+00` as a Date, `infinity` as the end of time. */
function parseInstant(text: string): Date {
  if (text === 'infinity') return endOfTime;
  const iso = text.replace(' ', 'T');
  // Thousands come at once, nearly all in UTC: a pattern for each takes three times as long.
  return new Date(iso.endsWith('+00') ? `${iso.slice(0, -3)}Z` : iso.replace(/([+-]\d\d)$/, '$1:00'));
}

const types: pg.CustomTypesConfig = {
  getTypeParser(oid, format) {
    if (oid === int8) return parseInt8;
    if (oid === timestamptz) return parseInstant;
    // eslint-disable-next-line @typescript-eslint/no-unsafe-return -- pg types its parsers as any
    return pg.types.getTypeParser(oid, format);
  },
};

interface PoolOptions {
  connectionString: string;
  logger: Logger;
  /** To give along when connecting (see settleTimeLimits); all of them where nothing is said. */
  limits?: TimeLimits;
  /** Connections kept at most. */
  max?: number;
  /** With one, nobody waits for a Postgres that is silent. */
  heartbeat?: Heartbeat;
}

/**
 * Past its own limits Postgres has answered, so one that is still silent has been cut off: nothing but a limit on
 * this side ends the wait, since TCP takes a quarter of an hour to notice.
 */
const silenceMs = 20_000;

/** A pool whose connections may drop without taking the process down, every wait bounded. */
export function createPool({
  connectionString,
  logger,
  limits = timeLimits,
  max = 10,
  heartbeat,
}: PoolOptions): pg.Pool {
  const settings: pg.PoolConfig = {
    connectionString,
    max,
    types,
    connectionTimeoutMillis: 5_000,
    ...limits,
    query_timeout: silenceMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: 'meterstone',
  };
  const pool = heartbeat ? new WatchedPool(settings, heartbeat) : new pg.Pool(settings);
  pool.on('error', (error) => {
    // The error carries the whole client; its message is all that helps.
    logger.warn({ cause: error.message }, 'an idle database connection dropped');
  });
  // The pool listens on idle connections only; one that drops between two statements of a transaction would
  // take the process down. Whoever holds it learns by the next statement, which fails.
  pool.on('connect', (client) => {
    client.on('error', (error) => {
      logger.debug({ err: error }, 'a database connection dropped');
    });
  });
  // One whose statement got no answer would make the next one wait as long.
  pool.on('release', (_error, client) => {
    if (!Reflect.get(client, 'readyForQuery')) client.end().catch(() => undefined);
  });
  return pool;
}

export function createDatabase(pool: pg.Pool): Database {
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool }) }).withSchema('public');
}
