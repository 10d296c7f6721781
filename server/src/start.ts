import { inspect } from 'node:util';
import { greeting } from './boot/greeting.ts';
import { giveBackMemory } from './boot/heap.ts';
import { loadSecrets, type Secrets } from './boot/secrets.ts';
import { handleSignals, type Shutdown } from './boot/shutdown.ts';
import { readConfig, type Config } from './config.ts';
import { startEmbeddedPostgres } from './db/embedded/start.ts';
import { signInsOfDemo } from './demo/sign-ins.ts';
import { openDoor } from './http/door.ts';
import { BootError, ConfigError } from './lib/boot-error.ts';
import { createLogger } from './lib/logger.ts';
import { startServer } from './server.ts';

/** `npm start`: settings → port → database → secrets → server → what a person needs to sign in. */
async function main(shutdown: Shutdown): Promise<void> {
  const given = readConfig();
  const door = await openDoor(given);
  shutdown.add(door.close);
  const addresses = given.databaseUrl === undefined ? await startDatabase(given, shutdown) : given;
  const secrets = await secretsFor(given);
  const config = complete(given, addresses, secrets);
  giveBackMemory();
  const server = await startServer(config, door);
  shutdown.add(server.stop);
  const demoStop = new AbortController();
  const seeding =
    config.demo && secrets
      ? signInsOfDemo(server.ctx, { password: secrets.demoPassword, signal: demoStop.signal })
      : Promise.resolve([]);
  shutdown.add(async () => {
    demoStop.abort();
    await seeding;
  });
  const demoSignIns = await seeding;
  if (!shutdown.isStopping()) {
    process.stdout.write(greeting(given.publicUrl ?? server.url, server.admin, demoSignIns));
  }
}

type Addresses = Pick<Config, 'databaseUrl' | 'databaseMigrationUrl'>;

async function startDatabase(config: Config, shutdown: Shutdown): Promise<Addresses> {
  const { dataDir, logLevel } = config;
  const postgres = await startEmbeddedPostgres({ dataDir, logger: createLogger(logLevel) });
  shutdown.add(postgres.stop);
  return { databaseUrl: postgres.applicationUrl, databaseMigrationUrl: postgres.connectionString };
}

/** With everything given, nothing is made, and DATA_DIR not touched. */
async function secretsFor(config: Config): Promise<Secrets | undefined> {
  const isAllGiven = config.databaseUrl && config.secrets.jwt && !config.demo;
  return isAllGiven ? undefined : loadSecrets(config.dataDir);
}

/** The settings with what we provide ourselves; in production an admin must be given, never made. */
function complete(
  given: Config,
  { databaseUrl, databaseMigrationUrl }: Addresses,
  secrets: Secrets | undefined,
): Config {
  const ownAdmin = secrets && !given.databaseUrl && !given.production;
  return {
    ...given,
    databaseUrl,
    databaseMigrationUrl,
    secrets: { jwt: given.secrets.jwt ?? secrets?.jwt },
    ...(ownAdmin && { generatedAdminPassword: secrets.adminPassword }),
  };
}

const shutdown = handleSignals();
try {
  await main(shutdown);
} catch (error) {
  if (!shutdown.isStopping()) {
    const isForPeople = error instanceof ConfigError || error instanceof BootError;
    process.stderr.write(`Meterstone cannot start. ${isForPeople ? error.message : inspect(error)}\n`);
    await shutdown.exit(1);
  }
}
