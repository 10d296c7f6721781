import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time in ticks, of which every machine has this many a second (`getconf CLK_TCK`). */
const ticksPerSecond = 100;

interface Stat {
  parent: number;
  /** Seconds of the process with its threads. */
  own: number;
  /** Seconds of children that have ended. */
  ended: number;
}

/** CPU seconds that a process has used so far, with all its threads. */
export function cpuOf(pid: number): number {
  return readStat(pid)?.own ?? 0;
}

/**
 * CPU seconds that a process and its children have used so far, those that have ended among them. One that ends while
 * we look could be in neither count, with all that it has ever used, so such a look is taken again.
 */
export function cpuOfFamily(pid: number): number {
  for (;;) {
    const ended = readStat(pid)?.ended ?? 0;
    const children = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => readStat(Number(name)))
      .filter((stat) => stat?.parent === pid);
    const head = readStat(pid);
    if ((head?.ended ?? 0) === ended) {
      return [head, ...children].reduce((sum, stat) => sum + (stat?.own ?? 0), ended);
    }
  }
}

/** The process that started it. */
export function parentOf(pid: number): number {
  return readStat(pid)?.parent ?? 0;
}

/** See proc_pid_stat(5); absent when the process has ended. */
function readStat(pid: number): Stat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The name may hold spaces and brackets.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [, parent = 0] = fields;
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15);
  return {
    parent,
    own: (user + system) / ticksPerSecond,
    ended: (endedUser + endedSystem) / ticksPerSecond,
  };
}
