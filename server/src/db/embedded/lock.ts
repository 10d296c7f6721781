import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { BootError, systemCode } from '../../lib/boot-error.ts';
import { processSpace, processStart } from './process.ts';

const holderShape = z.object({
  pid: z.number().int().positive(),
  start: z.string(),
  host: z.string(),
  boot: z.string(),
  namespace: z.string(),
});
type Holder = z.infer<typeof holderShape>;

const heartbeatMs = 2_000;

/**
 * Holds the file for this process until the returned function is called, so that one server at a time uses the
 * folder. What a killed server left behind is taken over; a process that merely got its id is not mistaken for it.
 * Throws BootError when another server holds it. Postgres's own lock does not see into other containers; this does.
 */
export async function acquireLock(path: string, dataDir: string): Promise<() => Promise<void>> {
  const own = `${path}.${randomUUID()}`;
  const text = JSON.stringify(await describeSelf());
  await writeFile(own, text, { mode: 0o600 });
  try {
    for (;;) {
      if (await claim(own, path)) break;
      const found = await readFile(path, 'utf8').catch(() => undefined);
      if (found === undefined) continue;
      const holder = parseHolder(found);
      if (holder && (await isHeld(holder, path))) {
        throw new BootError(
          `DATA_DIR ${dataDir} is in use by another Meterstone (process ${holder.pid}): stop it, or set DATA_DIR to a folder of its own`,
        );
      }
      await removeStale(path, found);
    }
  } finally {
    await rm(own, { force: true });
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    // A missed beat matters only to another container that is starting at this moment.
    utimes(path, now, now).catch(() => undefined);
  }, heartbeatMs).unref();
  return async () => {
    clearInterval(heartbeat);
    const found = await readFile(path, 'utf8').catch(() => undefined);
    if (found === text) await rm(path, { force: true });
  };
}

/** Whether a server that lives holds the file. */
export async function isLocked(path: string): Promise<boolean> {
  const found = await readFile(path, 'utf8').catch(() => undefined);
  const holder = found === undefined ? undefined : parseHolder(found);
  return holder !== undefined && isHeld(holder, path);
}

async function describeSelf(): Promise<Holder> {
  const start = (await processStart(process.pid)) ?? '';
  return { pid: process.pid, start, host: hostname(), ...(await processSpace()) };
}

/** Linking fails when the name exists, so of many that try one succeeds, and nobody sees a half-written file. */
async function claim(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function parseHolder(text: string): Holder | undefined {
  try {
    return holderShape.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

async function isHeld(holder: Holder, path: string): Promise<boolean> {
  const here = await processSpace();
  if (holder.boot === here.boot && holder.namespace === here.namespace) {
    return (await processStart(holder.pid)) === holder.start;
  }
  if (holder.host === hostname() && holder.boot !== here.boot) return false;
  // Another container: its process ids say nothing here, but its heartbeat shows on the file.
  const before = await stat(path).catch(() => undefined);
  await delay(2.5 * heartbeatMs);
  const after = await stat(path).catch(() => undefined);
  return before !== undefined && after !== undefined && after.mtimeMs !== before.mtimeMs;
}

/** Takes the stale file away. Should another starter have replaced it meanwhile, puts that one's back. */
async function removeStale(path: string, stale: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw error;
  }
  if ((await readFile(aside, 'utf8')) !== stale) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}
