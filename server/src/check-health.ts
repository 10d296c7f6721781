import { setTimeout as delay } from 'node:timers/promises';
import { inspect, parseArgs } from 'node:util';
import { healthText } from './boot/health-text.ts';
import { loadSecrets } from './boot/secrets.ts';
import { readConfig, type Config } from './config.ts';
import { joinEmbeddedPostgres } from './db/embedded/start.ts';
import { isMigrated } from './db/migrations/migrate.ts';
import { createDatabase, createPool } from './db/pool.ts';
import type { HealthReport } from './health/contract.ts';
import { beginRun } from './health/queries.ts';
import { readHealthReport } from './health/service.ts';
import { walk } from './health/walk.ts';
import { BootError, ConfigError } from './lib/boot-error.ts';
import { createLogger, type Logger } from './lib/logger.ts';
import { offeredProviders } from './payments/providers/offered.ts';

const usage = 'npm run health [-- --json]';
const pollMs = 500;

/**
 * `npm run health`: looks at all accounts and tells what is wrong, by the settings of the server, beside it or without.
 * Status 0: nothing is; 1: something is; 2: it could not be told.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
  const given = readConfig();
  const logger = createLogger('error');
  const { config, databaseUrl, stop } = await findDatabase(given, logger);
  try {
    const report = await check(config, databaseUrl, logger);
    process.stdout.write(values.json ? `${JSON.stringify(report, undefined, 2)}\n` : healthText(report));
    return report.status === 'findings' ? 1 : 0;
  } finally {
    await stop();
  }
}

async function findDatabase(config: Config, logger: Logger) {
  if (config.databaseUrl !== undefined) {
    return { config, databaseUrl: config.databaseUrl, stop: () => Promise.resolve() };
  }
  const { applicationUrl, stop } = await joinEmbeddedPostgres({ dataDir: config.dataDir, logger });
  const jwt = config.secrets.jwt ?? (await loadSecrets(config.dataDir)).jwt;
  return {
    config: { ...config, databaseUrl: applicationUrl, secrets: { jwt } },
    databaseUrl: applicationUrl,
    stop,
  };
}

async function check(config: Config, databaseUrl: string, logger: Logger): Promise<HealthReport> {
  const pool = createPool({ connectionString: databaseUrl, logger, max: 2 });
  const db = createDatabase(pool);
  try {
    if (!(await isMigrated(pool))) {
      throw new BootError(
        'The database is of another version: start the server once, which brings it up to date',
      );
    }
    const { run, isNew } = await beginRun(db, 'full');
    // What this writes for other nodes is sent by a server, which looks each second.
    const ctx = { db, logger, wakeOutbox: () => undefined };
    if (isNew)
      await walk({
        config,
        databaseUrl,
        run,
        logger,
        comparing: { ctx, providers: await providersOf(config) },
      });
    for (;;) {
      const report = await readHealthReport({ db });
      if (report.underWay === null) return report;
      await delay(pollMs);
    }
  } finally {
    await pool.end();
  }
}

/** Those that remember payments: the built-in one does not. */
function providersOf({ payments }: Config) {
  return offeredProviders({ ...payments, sandbox: false }, '', { clock: () => new Date() });
}

try {
  process.exitCode = await main();
} catch (error) {
  const isForPeople =
    error instanceof ConfigError || error instanceof BootError || error instanceof TypeError;
  process.stderr.write(
    `The health could not be checked. ${isForPeople ? error.message : inspect(error)}\n${usage}\n`,
  );
  process.exitCode = 2;
}
