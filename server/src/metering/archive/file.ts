import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { z } from 'zod';
import { BootError, systemCode } from '../../lib/boot-error.ts';
import { columnsOf, contentOf, Month, tableOf } from './month.ts';

/** What stands beside the records of a month, `usage_records_2025_01.json` beside `usage_records_2025_01.csv.gz`. */
const Manifest = z.strictObject({
  month: Month,
  records: z.int().nonnegative(),
  /** Of the rows as Postgres writes them (see contentOf), whatever their order. */
  checksum: z.string(),
  /** Of the compressed file. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  columns: z.array(z.string().regex(/^[a-z_]+$/)).min(1),
  archivedAt: z.iso.datetime(),
});
export type Manifest = z.infer<typeof Manifest>;

export interface ArchiveFile {
  records: string;
  manifest: string;
}

/** Where the archive of a month is in a folder. */
function fileOf(folder: string, month: Month): ArchiveFile {
  const name = tableOf(month).replace('public.', '');
  return { records: join(folder, `${name}.csv.gz`), manifest: join(folder, `${name}.json`) };
}

/**
 * Writes a month that stands apart as gzipped CSV with a header, by account, time and id, and then what it holds: both
 * are whole and on the disk once this resolves. What was there of an earlier try is replaced, and an archive of the
 * very same records. Throws BootError where one of others is there: it may be the last copy of them.
 */
export async function writeArchive(
  client: pg.ClientBase,
  { folder, month }: { folder: string; month: Month },
): Promise<ArchiveFile> {
  const file = fileOf(folder, month);
  const columns = await columnsOf(client, month);
  const content = await contentOf(client, tableOf(month), columns);
  await refuseToReplace(client, { month, file, columns });
  const rows = `select ${columns.join(', ')} from ${tableOf(month)} order by account_id, occurred_at, id`;
  const part = `${file.records}.part`;
  await pipeline(
    client.query(copyTo(`copy (${rows}) to stdout with (format csv, header)`)),
    createGzip(),
    createWriteStream(part, { mode: 0o600 }),
  );
  await settle(part, file.records);
  const manifest: Manifest = {
    month,
    ...content,
    sha256: await sha256Of(file.records),
    columns,
    archivedAt: new Date().toISOString(),
  };
  const manifestPart = `${file.manifest}.part`;
  await writeFile(manifestPart, `${JSON.stringify(manifest, undefined, 2)}\n`, { mode: 0o600 });
  await settle(manifestPart, file.manifest);
  return file;
}

/** The folder may be another database's, too, or this one come back from a backup that had less of the month. */
async function refuseToReplace(
  client: pg.ClientBase,
  { month, file, columns }: { month: Month; file: ArchiveFile; columns: readonly string[] },
): Promise<void> {
  const text = await readFile(file.manifest, 'utf8').catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return;
  const there = parseManifest(text);
  if (there?.columns.every((name) => columns.includes(name)) === true) {
    const { records, checksum } = await contentOf(client, tableOf(month), there.columns);
    if (there.month === month && there.records === records && there.checksum === checksum) return;
  }
  throw new BootError(
    `${month} stays: ${file.manifest} is there already and tells of other records: name another folder`,
  );
}

/**
 * What an archive says of itself, once its records were found to be those. Throws BootError where one of the two files
 * is missing or is not what was written.
 */
export async function readManifest(path: string): Promise<{ manifest: Manifest; file: ArchiveFile }> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new BootError(`${path} cannot be read (${systemCode(error) ?? String(error)})`);
  });
  const manifest = parseManifest(text);
  if (!manifest) throw new BootError(`${path} is not what archiving a month writes: name its .json`);
  const file = fileOf(dirname(path), manifest.month);
  const sha256 = await sha256Of(file.records).catch((error: unknown) => {
    throw new BootError(`${file.records} cannot be read (${systemCode(error) ?? String(error)})`);
  });
  if (sha256 !== manifest.sha256) {
    throw new BootError(
      `${file.records} is not the file that ${basename(path)} tells of: nothing was changed`,
    );
  }
  return { manifest, file };
}

/** Reads an archive into a table like that of a month. */
export async function loadArchive(
  client: pg.ClientBase,
  { columns, records, table }: { columns: readonly string[]; records: string; table: string },
): Promise<void> {
  await pipeline(
    createReadStream(records),
    createGunzip(),
    client.query(
      copyFrom(`copy ${table} (${columns.join(', ')}) from stdin with (format csv, header match)`),
    ),
  );
}

function parseManifest(text: string): Manifest | undefined {
  try {
    return Manifest.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Puts a file in its place once the disk has it. */
async function settle(part: string, path: string): Promise<void> {
  await sync(part);
  await rename(part, path);
  await sync(dirname(path));
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
