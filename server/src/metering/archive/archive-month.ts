import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { sqlstateOf } from '../../db/sqlstate.ts';
import { BootError, systemCode } from '../../lib/boot-error.ts';
import { attachMonth } from './attach.ts';
import { loadArchive, readManifest, writeArchive, type ArchiveFile } from './file.ts';
import {
  contentOf,
  needsOf,
  startOf,
  stateOf,
  tableOf,
  type Month,
  type MonthNeeds,
  type MonthState,
} from './month.ts';
import { asOwner } from './owner.ts';

interface ArchiveOptions {
  month: Month;
  folder: string;
  /** Also where an open counter, one without an end above all, may count some of it. */
  evenIfCounted: boolean;
  /** How long it tries to get a month all the way out that is half out already, beside a backup for instance. */
  patienceMs?: number;
}

const reasons = {
  young: 'uses of it may still be told, voided or repeated for five weeks after its end',
  not_oldest: 'an earlier month is still there: archive that one first',
  not_summed_up:
    'its use is not summed up for statistics yet: the job sum_up_usage does that, so try again later',
} as const;

/**
 * Takes a month of records out of the database and into two files (see writeArchive): first out of all reading and
 * writing, which nobody waits for, then into the files, and only once they were read back and came to the very same
 * records, out of the database. `url` signs in as the owner. Cut off anywhere, it goes on where it stood when it is
 * called again; what fails once it stands apart, and before it is dropped, puts the month back.
 *
 * Throws BootError. The month stays as it was where something still needs it (usage_month_is_needed.sql), another
 * transaction is in the way from the start, or the files can't be written; where one is in the way later, it says that
 * the month is half out, and read by nobody until the next call.
 */
export async function archiveMonth(url: string, options: ArchiveOptions): Promise<ArchiveFile> {
  const { folder, month } = options;
  await takeOut(url, options);
  try {
    return await asOwner(url, async (client) => {
      await noteUses(client, month);
      const file = await writeArchive(client, options);
      await proveArchive(client, file);
      await client.query(`drop table ${tableOf(month)}`);
      return file;
    });
  } catch (error) {
    await putBack(url, month, error);
    throw isOfFiles(error)
      ? new BootError(`${month} stays: its files can't be written to ${folder} (${systemCode(error)})`)
      : error;
  }
}

/** On another connection: the one that failed may be in the midst of a copy. */
async function putBack(url: string, month: Month, because: unknown): Promise<void> {
  try {
    await asOwner(url, async (client) => {
      // It is gone where only the answer was lost.
      if ((await stateOf(client, month)) === 'apart') await attachMonth(client, month);
    });
  } catch (error) {
    throw new BootError(
      `${month} may stand apart, where nobody reads it: archive it again, which goes on there. ${String(because)}; ${String(error)}`,
    );
  }
}

function isOfFiles(error: unknown): boolean {
  return unwritable.has(systemCode(error) ?? '');
}

/** What the system says of a folder that is none, is another's, or is full. */
const unwritable = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOSPC',
  'EDQUOT',
  'EFBIG',
  'EIO',
  'EISDIR',
  'ENOTDIR',
  'ENOENT',
]);

/**
 * Out of usage_records, into a table that nobody reads. Detaching has two halves: once the first is done, nobody reads
 * the month and it can't be put back, only brought to its end. So that is tried for a while, whatever cut it off.
 */
async function takeOut(url: string, { month, evenIfCounted, patienceMs }: ArchiveOptions): Promise<void> {
  let state = await asOwner(url, (client) => prepare(client, month, evenIfCounted));
  const now = performance.now();
  const deadlines = { kept: now + waitMs, leaving: now + (patienceMs ?? usualPatienceMs) };
  for (let attempt = 1; state !== 'apart'; attempt += 1) {
    const from = state;
    try {
      await asOwner(url, async (client) => {
        // Each time: what was voided since the last would be carried over for as long as the month is on its way.
        await noteUses(client, month);
        await detach(client, month, from);
      });
      return;
    } catch (error) {
      // A command that was killed may have come to one of its ends meanwhile, and this one's to its first half.
      state = await stateAgain(url, { month, because: error, deadline: deadlines.leaving });
      if (state !== 'apart') await waitOrGiveUp(error, { month, state, attempt, deadlines });
    }
  }
}

/** Where it stands. Throws BootError where it has to stay. */
async function prepare(client: pg.ClientBase, month: Month, evenIfCounted: boolean): Promise<MonthState> {
  const state = await stateOf(client, month);
  if (state === 'gone') throw new BootError(`There are no records of ${month} here`);
  if (state === 'kept') refuseNeeded(month, await needsOf(client, month), evenIfCounted);
  return state;
}

/** Asked until the deadline, as what cut an attempt off may be that the database restarts. Throws BootError. */
async function stateAgain(
  url: string,
  { month, because, deadline }: { month: Month; because: unknown; deadline: number },
): Promise<MonthState> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await asOwner(url, (client) => stateOf(client, month));
    } catch (error) {
      if (performance.now() >= deadline) {
        throw new BootError(
          `${month} may be on its way out, where nobody reads it: archive it again, which goes on there. ${String(because)}; ${String(error)}`,
        );
      }
      await delay(pauseMs(attempt));
    }
  }
}

/** What counters still count of it, and would carry over, can be told without its records from then on. */
async function noteUses(client: pg.ClientBase, month: Month): Promise<void> {
  await client.query('select public.note_archived_uses($1::timestamptz)', [startOf(month)]);
}

/** From where it was, kept or leaving already. */
async function detach(client: pg.ClientBase, month: Month, from: MonthState): Promise<void> {
  const [how, forMs] = from === 'leaving' ? ['finalize', waitMs] : ['concurrently', firstWaitMs];
  await client.query(`set statement_timeout = '${forMs}ms'`);
  await client.query(`alter table public.usage_records detach partition ${tableOf(month)} ${how}`);
}

/** After what made an attempt fail, unless another is of no use, or it is time to give up. */
async function waitOrGiveUp(
  error: unknown,
  at: { month: Month; state: MonthState; attempt: number; deadlines: { kept: number; leaving: number } },
): Promise<void> {
  const isLeaving = at.state === 'leaving';
  if (!isLeaving && !inTheWay.has(sqlstateOf(error) ?? '')) throw error;
  if (performance.now() < (isLeaving ? at.deadlines.leaving : at.deadlines.kept)) {
    await delay(pauseMs(at.attempt));
    return;
  }
  throw new BootError(
    isLeaving
      ? `${at.month} is on its way out, where nobody reads it, and can't come to the end of it: a transaction that has gone on for long is in the way, a backup for instance. Archive it again after that, which goes on there. ${String(error)}`
      : `A transaction that has gone on for long is in the way of ${at.month}, a backup for instance: it stays, try again after that`,
  );
}

function pauseMs(attempt: number): number {
  return Math.min(100 * 2 ** attempt, longestPauseMs) * (0.5 + Math.random());
}

/** For transactions that may still read the month, at once; no use waits meanwhile. */
const waitMs = 60_000;

/** The first time less: what was noted before the month left is soon noted anew. */
const firstWaitMs = 5_000;

/** Until it gives up on what is on its way out. */
const usualPatienceMs = 10 * 60_000;

const longestPauseMs = 10_000;

/** 55P03: a lock that somebody holds; 57014: waited until the statement's limit. */
const inTheWay = new Set(['55P03', '57014']);

function refuseNeeded(month: Month, { reason, counted }: MonthNeeds, evenIfCounted: boolean): void {
  if (reason !== null) throw new BootError(`${month} stays: ${reasons[reason]}`);
  const features = Object.entries(counted).map(([code, accounts]) => `${code} (${accounts} accounts)`);
  if (features.length === 0 || evenIfCounted) return;
  throw new BootError(
    `${month} stays: counters that are open may count some of its uses, of ${features.join(', ')}. They keep what they hold, also where their reset period changes, but these uses could be neither read nor voided any more. --even-if-counted archives it all the same`,
  );
}

/** Reads the files back, into a table of this session, and compares them with what was written. */
async function proveArchive(client: pg.ClientBase, { manifest: path }: ArchiveFile): Promise<void> {
  const { manifest, file } = await readManifest(path);
  await client.query('drop table if exists pg_temp.read_back');
  await client.query(`create temporary table read_back (like ${tableOf(manifest.month)} including defaults)`);
  await loadArchive(client, { columns: manifest.columns, records: file.records, table: 'pg_temp.read_back' });
  const { records, checksum } = await contentOf(client, 'pg_temp.read_back', manifest.columns);
  await client.query('drop table pg_temp.read_back');
  if (records !== manifest.records || checksum !== manifest.checksum) {
    throw new BootError(`What ${file.records} holds is not what was written: ${manifest.month} stays`);
  }
}
