import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';

/** Makes the folder unless it is there: others may at most pass through, as Postgres must when we are root. */
export async function makeDataDir(dataDir: string): Promise<void> {
  await mkdir(resolve(dataDir), { recursive: true, mode: runsAsRoot() ? 0o711 : 0o700 });
}

/** Whether this process may do anything, so that Postgres, which refuses that, must run as another user. */
export function runsAsRoot(): boolean {
  return process.getuid?.() === 0;
}
