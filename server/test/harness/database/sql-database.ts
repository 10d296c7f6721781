import { afterAll, beforeAll, expect } from '@jest/globals';
import type pg from 'pg';
import { createPool } from '../../../src/db/pool.ts';
import { timeLimits } from '../../../src/db/time-limits.ts';
import { createLogger } from '../../../src/lib/logger.ts';
import { patienceMs } from '../clock/wait.ts';
import { waitForBlocked } from './blocked.ts';
import type { TestDatabase } from './database.ts';

/** A database whose functions tests call as SQL. */
export class SqlDatabase {
  readonly pool: pg.Pool;
  readonly connectionString: string;
  readonly #database: TestDatabase;
  readonly #kept: readonly string[];

  /** `kept`: the tables of what the functions keep. */
  constructor(database: TestDatabase, kept: readonly string[]) {
    this.#database = database;
    this.#kept = kept;
    this.connectionString = database.connectionString;
    const logger = createLogger('silent');
    const limits = { ...timeLimits, statement_timeout: patienceMs };
    this.pool = createPool({ connectionString: database.connectionString, logger, max: 16, limits });
    // Hundreds of calls at once queue for these; how long that takes is the machine's matter.
    this.pool.options.connectionTimeoutMillis = patienceMs;
    this.pool.options.query_timeout = patienceMs;
  }

  async close(): Promise<void> {
    await this.pool.end();
    await this.#database.drop();
  }

  async rows<Row extends pg.QueryResultRow>(statement: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.pool.query<Row>(statement, values)).rows;
  }

  async one<Row extends pg.QueryResultRow>(statement: string, values: unknown[] = []): Promise<Row> {
    const [row, ...others] = await this.rows<Row>(statement, values);
    if (!row || others.length > 0) throw new Error(`Expected one row of: ${statement}`);
    return row;
  }

  /** Resolves once so many wait for a lock. */
  waitForBlocked(count = 1): Promise<void> {
    return waitForBlocked(this.pool, count);
  }

  /** Everything that is kept, as text: equal before and after what changes nothing. */
  async fingerprint(): Promise<string> {
    const { text } = await this.one<{ text: string }>(
      `select concat_ws('/', ${this.#kept
        .map((table) => `(select md5(string_agg(t::text, ',' order by t::text)) from public.${table} t)`)
        .join(', ')}) as text`,
    );
    return text;
  }
}

/** Opens a database for the tests of this file. When they are over, the books of all they did must still balance. */
export function useAuditedDatabase<T extends SqlDatabase>(
  open: () => Promise<T>,
  audit: (connectionString: string) => Promise<unknown[]>,
): () => T {
  let database: T | undefined;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(async () => {
    if (!database) return;
    const faults = await audit(database.connectionString);
    await database.close();
    expect(faults.slice(0, 10)).toEqual([]);
  });
  return () => {
    if (!database) throw new Error('The database opens with the first test');
    return database;
  };
}
