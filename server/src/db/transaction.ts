import { sql, type RawBuilder, type Transaction } from 'kysely';
import type pg from 'pg';
import { AppError } from '../lib/app-error.ts';
import type { Lines } from '../lib/lines.ts';
import { retryContention } from './contention.ts';
import type { Database } from './pool.ts';
import { sqlstateOf } from './sqlstate.ts';
import type { DB } from './tables.gen.ts';

export type Tx = Transaction<DB>;

/** What a transaction needs of the context: connections, and the pump of the messages that it may write. */
export interface TransactionContext {
  db: Database;
  wakeOutbox: () => void;
}

/** Transactions that wrote to the outbox; their commit wakes the pump. */
const writers = new WeakSet<Tx>();

/**
 * Runs `work` in one transaction and commits it. Retried on deadlock and serialization failure (contention.ts), so
 * `work` must not act outside the database.
 */
export async function withTransaction<T>(ctx: TransactionContext, work: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    const { result, hasMessages } = await retryContention(() =>
      ctx.db.transaction().execute(async (tx) => ({ result: await work(tx), hasMessages: writers.has(tx) })),
    );
    if (hasMessages) ctx.wakeOutbox();
    return result;
  } catch (error) {
    // Where only the reply was lost, there may be messages; where not, a look costs little.
    if (sqlstateOf(error) === undefined && !(error instanceof AppError)) ctx.wakeOutbox();
    throw error;
  }
}

/**
 * As `withTransaction`, for changes of one account, which wait for each other in a line of their own and not on
 * connections that others could use: however long the account's rows are held, it takes one. Also `overloaded`.
 */
export function withAccountTransaction<T>(
  ctx: TransactionContext & { accountLines: Lines },
  accountId: string,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return ctx.accountLines.run(accountId, () => withTransaction(ctx, work));
}

/**
 * Runs `work` in one transaction on a connection of the driver's own, for statements that Kysely would only slow down.
 * Tried once; the first error is told, whatever becomes of the connection.
 */
export async function withClientTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let isUsable = false;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    isUsable = true;
    return result;
  } catch (error) {
    isUsable = await client.query('rollback').then(
      () => true,
      () => false,
    );
    throw error;
  } finally {
    client.release(!isUsable);
  }
}

/** Writes a message that every node will receive at least once after this transaction commits. */
export async function enqueue(tx: Tx, topic: string, payload: object): Promise<void> {
  writers.add(tx);
  await sql`insert into public.outbox (topic, payload) values (${topic}, ${JSON.stringify(payload)}::jsonb)`.execute(
    tx,
  );
}

/** The instant of an act that tells one, as those of the demo's past do; else the present one of the database. */
export function instant(at: Date | undefined): RawBuilder<Date> {
  return at === undefined ? sql<Date>`clock_timestamp()` : sql<Date>`${at}::timestamptz`;
}
