import { chmod, chown, lstat, mkdir, mkdtemp, realpath, stat, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { BootError } from '../../lib/boot-error.ts';
import { makeDataDir, runsAsRoot } from '../../lib/data-dir.ts';
import { canReach, unprivilegedUser, type SystemUser } from './system-user.ts';

/** Where clusters live whose DATA_DIR is closed to the user that Postgres runs as (such as anything below /root). */
const openFolder = '/var/lib/meterstone';

/** The folder of one cluster and all that belongs to it. */
export interface Home {
  path: string;
  /** Set when we are root and Postgres runs as somebody else; that user owns the folder. */
  systemUser: SystemUser | undefined;
}

/**
 * Finds or makes `<dataDir>/postgres`, owned by the user that Postgres runs as. As root, where that user cannot
 * get into `dataDir`, it becomes a symbolic link to a new folder in /var/lib/meterstone; once there, the link
 * decides, so that a moved `dataDir` keeps its data and a removed one starts anew. Other folders are left as they
 * are. Throws BootError when the folder is another user's or out of reach.
 */
export async function findHome(dataDir: string): Promise<Home> {
  const folder = resolve(dataDir);
  const entry = join(folder, 'postgres');
  await makeDataDir(folder);
  const exists = await lstat(entry).catch(() => undefined);
  if (!exists) await makeHome(folder, entry);
  return openHome(entry);
}

async function makeHome(folder: string, entry: string): Promise<void> {
  const systemUser = runsAsRoot() ? await unprivilegedUser() : undefined;
  if (systemUser && !(await canReach(systemUser, folder))) {
    const made = await mkdir(openFolder, { recursive: true });
    if (made) await chmod(openFolder, 0o711);
    const path = await mkdtemp(join(openFolder, 'data-'));
    await chown(path, systemUser.uid, systemUser.gid);
    await symlink(path, entry);
    return;
  }
  await mkdir(entry, { mode: 0o700 });
  if (systemUser) await chown(entry, systemUser.uid, systemUser.gid);
}

async function openHome(entry: string): Promise<Home> {
  const path = await realpath(entry);
  const owner = await stat(path);
  if (!runsAsRoot()) {
    if (process.getuid && owner.uid !== process.getuid()) {
      throw new BootError(
        `DATA_DIR: ${path} belongs to user ${owner.uid}: start as that user or as root, or set DATA_DIR to another folder`,
      );
    }
    return { path, systemUser: undefined };
  }
  // Root owns it when an earlier start was cut off before handing it over, or when it is a fresh volume.
  const systemUser = owner.uid === 0 ? await unprivilegedUser() : { uid: owner.uid, gid: owner.gid };
  if (owner.uid === 0) await chown(path, systemUser.uid, systemUser.gid);
  if (!(await canReach(systemUser, path))) {
    throw new BootError(
      `DATA_DIR: user ${systemUser.uid}, which Postgres runs as, cannot reach ${path}: open the folders above it for passing (chmod o+x)`,
    );
  }
  return { path, systemUser };
}
