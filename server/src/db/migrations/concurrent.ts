import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { isConcurrent, noteApplied, readApplied, readFiles, type SqlFile } from './sql-files.ts';

/**
 * Of its own, and only ever tried for: a build waits until all have ended that began before it, so whoever waited for
 * it within a transaction would wait for ever.
 */
const buildLock = 7_261_004;
const pauseMs = 200;

/**
 * Applies the migrations that say that they need no transaction: what would lock a large table for long, such as
 * building an index. Their statements run one by one and each may run again, so a migration that was interrupted is
 * taken up again at the next start. Nodes take turns; who comes second waits until all is there. A build waits for
 * transactions that are older than it, a backup for example, and nobody waits for the build.
 */
export async function applyConcurrently(client: pg.Client, connectionString: string): Promise<void> {
  while ((await pendingFiles(client)).length > 0) {
    const isDone = await inTurn(client, async () => {
      const builder = await connectWithoutLimits(connectionString);
      try {
        // Looked for again, as another node may have been faster.
        for (const file of await pendingFiles(builder)) await applyOneByOne(builder, file);
      } finally {
        await builder.end();
      }
    });
    if (!isDone) await delay(pauseMs);
  }
}

async function pendingFiles(client: pg.Client): Promise<SqlFile[]> {
  const applied = await readApplied(client);
  return (await readFiles('migrations/*.sql')).filter(
    (file) => isConcurrent(file) && !applied.has(file.name),
  );
}

/**
 * Does `work` unless another node is at it. A transaction keeps the turn, as a session may have another connection for
 * each of its transactions; it is at rest meanwhile, and nothing waits for it.
 */
async function inTurn(client: pg.Client, work: () => Promise<void>): Promise<boolean> {
  await client.query('begin');
  try {
    await client.query('set local idle_in_transaction_session_timeout = 0');
    // Without parameters: a statement with some keeps its snapshot until the next one, and a build would wait for it.
    const { rows } = await client.query<{ has: boolean }>(
      `select pg_try_advisory_xact_lock(${buildLock}) as has`,
    );
    const has = rows[0]?.has === true;
    if (has) await work();
    return has;
  } finally {
    await client.query('rollback');
  }
}

/**
 * A build may take long. A pooler that shares connections refuses to be told so, and a session can't tell it, as that
 * would hold for others: there, the role's own limits hold.
 */
async function connectWithoutLimits(connectionString: string): Promise<pg.Client> {
  const connect = async (options: string | undefined) => {
    const client = new pg.Client({ connectionString, options, application_name: 'meterstone-build' });
    // Whoever waits for an answer gets the error; without a listener it would end the process, too.
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };
  try {
    return await connect('-c statement_timeout=0 -c lock_timeout=0');
  } catch (error) {
    if (!(Error.isError(error) && error.message.includes('unsupported startup parameter'))) throw error;
    return connect(undefined);
  }
}

async function applyOneByOne(client: pg.Client, file: SqlFile): Promise<void> {
  const statements = file.text
    .replaceAll(/^--.*$/gm, '')
    .split(/;$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
  for (const statement of statements) {
    const index = /^create (?:unique )?index concurrently if not exists (\w+)/.exec(statement)?.[1];
    if (index !== undefined && (await isUnfinished(client, index))) {
      await client.query(`drop index concurrently public.${index}`);
    }
    await client.query(statement);
  }
  await noteApplied(client, file);
}

/** What an interrupted build leaves has the name of the index, and is none. */
async function isUnfinished(client: pg.Client, index: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `select from pg_catalog.pg_index where indexrelid = to_regclass('public.' || $1) and not indisvalid`,
    [index],
  );
  return rowCount === 1;
}
