import { mkdir } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { inspect, parseArgs } from 'node:util';
import { readConfig } from './config.ts';
import { joinEmbeddedPostgres } from './db/embedded/start.ts';
import { BootError, ConfigError } from './lib/boot-error.ts';
import { createLogger } from './lib/logger.ts';
import { archiveMonth } from './metering/archive/archive-month.ts';
import { Month, monthsWithRecords } from './metering/archive/month.ts';
import { alone, asOwner, refuseStrangers } from './metering/archive/owner.ts';
import { restoreMonth } from './metering/archive/restore-month.ts';

const usage = `npm run archive -- --before 2025-01 --to <folder> [--even-if-counted]
npm run restore-archive -- <folder>/usage_records_2025_01.json`;

/** What was asked for can't be meant. */
class UsageError extends BootError {}

/**
 * `npm run archive`: months of usage records that end before one, the oldest first, leave the database for files.
 * `npm run restore-archive`: one comes back. By the settings of the server, as the owner of its tables, beside it or
 * without. Status 0: all of it is done; 1: not, and what is written says why.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      before: { type: 'string' },
      to: { type: 'string' },
      'even-if-counted': { type: 'boolean', default: false },
    },
  });
  const [command, path] = positionals;
  const { url, stop } = await findDatabase();
  try {
    await asOwner(url, refuseStrangers);
    await alone(url, async () => {
      if (command === 'restore') await restore(url, path);
      else await archive(url, values);
    });
  } finally {
    await stop();
  }
}

interface Wanted {
  before?: string | undefined;
  to?: string | undefined;
  'even-if-counted': boolean;
}

async function archive(url: string, { before, to, 'even-if-counted': evenIfCounted }: Wanted): Promise<void> {
  const end = Month.safeParse(before);
  if (!end.success) throw new UsageError('--before must be a month such as 2025-01');
  const folder = wholePath(to, '--to must be the whole path of a folder');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const months = (await asOwner(url, monthsWithRecords)).filter((month) => month < end.data);
  for (const month of months) {
    const { records } = await archiveMonth(url, { month, folder, evenIfCounted });
    say(`${month} is in ${records}`);
  }
  if (months.length === 0) say(`There are no records of before ${end.data}`);
}

async function restore(url: string, path: string | undefined): Promise<void> {
  const manifest = wholePath(path, 'Which one? Name the whole path of the .json of a month');
  const month = await asOwner(url, (client) => restoreMonth(client, manifest));
  say(`${month} is back`);
}

/** npm runs commands in a folder of its own: from there another path would lead elsewhere. */
function wholePath(path: string | undefined, otherwise: string): string {
  if (path === undefined || !isAbsolute(path)) throw new UsageError(otherwise);
  return path;
}

async function findDatabase(): Promise<{ url: string; stop: () => Promise<void> }> {
  const { databaseUrl, databaseMigrationUrl = databaseUrl, dataDir } = readConfig();
  if (databaseMigrationUrl !== undefined) return { url: databaseMigrationUrl, stop: () => Promise.resolve() };
  const { connectionString, stop } = await joinEmbeddedPostgres({ dataDir, logger: createLogger('error') });
  return { url: connectionString, stop };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  await main();
} catch (error) {
  const isForPeople =
    error instanceof ConfigError || error instanceof BootError || error instanceof TypeError;
  const isMisused = error instanceof TypeError || error instanceof UsageError;
  process.stderr.write(`${isForPeople ? error.message : inspect(error)}\n${isMisused ? `${usage}\n` : ''}`);
  process.exitCode = 1;
}
