import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The folder `server`, and the whole repository's. */
export const server = join(import.meta.dirname, '..');
export const root = join(server, '..');

export interface SourceFile {
  /** Relative to the folder looked through. */
  name: string;
  text: string;
}

/** The files that match, by name; generated ones and packages left out. */
export async function filesOf(pattern: string, cwd = server): Promise<SourceFile[]> {
  const names = await Array.fromAsync(
    glob(pattern, { cwd, exclude: (name) => /node_modules|\.gen\.ts$/.test(name) }),
  );
  return Promise.all(
    names.sort().map(async (name) => ({ name, text: await readFile(join(cwd, name), 'utf8') })),
  );
}
