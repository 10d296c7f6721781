import type pg from 'pg';
import { BootError } from '../../lib/boot-error.ts';
import { attachMonth } from './attach.ts';
import { loadArchive, readManifest, type ArchiveFile, type Manifest } from './file.ts';
import { contentOf, stateOf, tableOf, type Month } from './month.ts';

/**
 * Brings an archived month back: its records are listed and can be voided again, and statistics say what they said. To
 * be called as the owner. Cut off anywhere, it can be called again.
 *
 * Throws BootError, and nothing is changed: the files are not as they were written, the month is there already, or a
 * later one has to come back first, as all months from the oldest on are taken to be there.
 */
export async function restoreMonth(client: pg.ClientBase, path: string): Promise<Month> {
  const { manifest, file } = await readManifest(path);
  const { month } = manifest;
  const state = await stateOf(client, month);
  if (state === 'kept' || state === 'leaving')
    throw new BootError(`The records of ${month} are here already`);
  await refuseGap(client, month);
  if (state === 'gone') await load(client, manifest, file);
  await refuseOther(client, manifest);
  await attachMonth(client, month);
  return month;
}

/** Whole or not at all. */
async function load(client: pg.ClientBase, { month, columns }: Manifest, { records }: ArchiveFile) {
  await client.query('begin');
  try {
    await client.query(`create table ${tableOf(month)} (like public.usage_records including all)`);
    await loadArchive(client, { columns, records, table: tableOf(month) });
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
  await client.query(`analyze ${tableOf(month)}`);
}

async function refuseGap(client: pg.ClientBase, month: Month): Promise<void> {
  const next = nextOf(month);
  if ((await stateOf(client, next)) === 'kept') return;
  throw new BootError(`Restore ${next} first: all months from the oldest one on are taken to be there`);
}

/** What stood apart already could be of an archiving that never ended. */
async function refuseOther(client: pg.ClientBase, manifest: Manifest): Promise<void> {
  const { records, checksum } = await contentOf(client, tableOf(manifest.month), manifest.columns);
  if (records === manifest.records && checksum === manifest.checksum) return;
  throw new BootError(
    `The table ${tableOf(manifest.month)} stands apart and holds other records than the file: look at both`,
  );
}

function nextOf(month: Month): Month {
  const [year, number] = month.split('-').map(Number);
  return new Date(Date.UTC(year ?? 0, number ?? 0)).toISOString().slice(0, 7);
}
