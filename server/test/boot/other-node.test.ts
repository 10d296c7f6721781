import { execFile, spawnSync } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const server = join(import.meta.dirname, '../..');
const run = promisify(execFile);

/** Where a Node other than ours lies: that of the machine, if it is another. */
async function nodesOfMachine(): Promise<string[]> {
  const { stdout } = await run('which', ['-a', 'node']).catch(() => ({ stdout: '' }));
  const ours = await realpath(process.execPath);
  const found = await Promise.all(
    stdout
      .split('\n')
      .filter(Boolean)
      .map((path) => realpath(path)),
  );
  const others: string[] = [];
  for (const path of new Set(found)) {
    if (path === ours) continue;
    const version = await run(path, ['--version']);
    if (!version.stdout.startsWith('v24.')) others.push(path);
  }
  return others;
}

/** Ours, saying that it is an older one. */
const disguise =
  'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.1.0"}})';

interface Refusal {
  code: number | null;
  stdout: string;
  stderr: string;
}

function runEntry(node: string, args: string[]): Refusal {
  const { status, stdout, stderr } = spawnSync(node, args, { encoding: 'utf8', timeout: 60_000 });
  return { code: status, stdout, stderr };
}

describe('a Node that is not ours', () => {
  for (const entry of ['main.js', 'src/main.ts']) {
    it(`is refused in one line by ${entry}`, async () => {
      const file = join(server, entry);
      const refusals = [runEntry(process.execPath, ['--import', disguise, file])];
      for (const node of await nodesOfMachine()) refusals.push(runEntry(node, [file]));
      for (const { code, stdout, stderr } of refusals) {
        expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
        expect(stderr).toMatch(
          /^Meterstone cannot start\. This is Node \d+, Node 24 is needed: npm start brings it along\n$/,
        );
      }
    });

    // By its real name, as Node does: one that can't read TypeScript ends on the extension before it reads anything.
    it(`is shown no TypeScript by ${entry}`, async () => {
      expect(await realpath(join(server, entry))).toBe(join(await realpath(server), 'main.js'));
    });
  }
});
