import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { BootError } from '../../lib/boot-error.ts';

const run = promisify(execFile);

/** The system user that Postgres runs as, in the shape that `spawn` takes. */
export interface SystemUser {
  uid: number;
  gid: number;
}

/** The unprivileged user that stands in for root, whom Postgres refuses: `postgres` where there is one, or `nobody`. */
export async function unprivilegedUser(): Promise<SystemUser> {
  for (const name of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
      return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
    } catch {
      continue;
    }
  }
  throw new BootError(
    'Postgres does not run as root and there is no user postgres or nobody to run it as: start as another user, or set DATABASE_URL',
  );
}

/** Whether that user gets into the folder, by asking the system itself, which knows of more than mode bits. */
export async function canReach(systemUser: SystemUser, folder: string): Promise<boolean> {
  try {
    await run('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], { ...systemUser, cwd: '/', env: {} });
    return true;
  } catch {
    return false;
  }
}
