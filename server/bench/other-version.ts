import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Another version of the product, in a folder of its own for as long as it is measured. */
export interface OtherVersion {
  /** Its `server` folder. */
  server: string;
  remove: () => Promise<void>;
}

/** Checks a commit out beside this one; its packages are installed anew only where they differ from what is here. */
export async function checkOut(ref: string): Promise<OtherVersion> {
  const folder = await mkdtemp(join(tmpdir(), 'meterstone-against-'));
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, stdio: 'inherit' });
  git('worktree', 'add', '--quiet', '--detach', folder, ref);
  if (lockOf('HEAD') === lockOf(ref)) {
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    symlinkSync(join(root, 'server/node_modules'), join(folder, 'server/node_modules'));
  } else {
    execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
  }
  return {
    server: join(folder, 'server'),
    async remove() {
      await rm(folder, { recursive: true, force: true });
      git('worktree', 'prune');
    },
  };
}

function lockOf(ref: string): string {
  return execFileSync('git', ['rev-parse', `${ref}:package-lock.json`], { cwd: root, encoding: 'utf8' });
}
