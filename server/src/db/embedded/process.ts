import { execFile } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';
import { systemCode } from '../../lib/boot-error.ts';

const run = promisify(execFile);

/** True while there is a process of this id, whoever owns it, even one that ended and waits to be noticed. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

/**
 * When the process began, in a form that a later process of the same id does not share; undefined when none
 * runs. Windows does not tell cheaply: there every living process looks the same.
 */
export async function processStart(pid: number): Promise<string | undefined> {
  if (!isAlive(pid)) return undefined;
  if (process.platform === 'win32') return 'alive';
  if (process.platform !== 'linux') return ps(pid, 'lstart=');
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name in parentheses may hold spaces and parentheses itself, so count from the last one (proc_pid_stat(5)).
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === '' || state === 'Z' ? undefined : fields[18];
}

/** The command line of a process, its words joined by spaces; undefined when there is none or it cannot be read. */
export async function commandLine(pid: number): Promise<string | undefined> {
  if (process.platform === 'win32') return undefined;
  if (process.platform !== 'linux') return ps(pid, 'command=');
  const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return words === '' ? undefined : words.replaceAll('\0', ' ');
}

/** Tells whose process ids mean the same: those of one boot of one machine, within one container. */
export async function processSpace(): Promise<{ boot: string; namespace: string }> {
  if (process.platform !== 'linux') return { boot: '', namespace: '' };
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  return { boot: boot.trim(), namespace: await readlink('/proc/self/ns/pid').catch(() => '') };
}

async function ps(pid: number, column: string): Promise<string | undefined> {
  const { stdout } = await run('ps', ['-o', column, '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout.trim() || undefined;
}
