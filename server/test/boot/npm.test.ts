import { spawn, type ChildProcess } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, makeFolder, removeFolder } from '../harness/processes/node-process.ts';

const root = join(import.meta.dirname, '../../..');

/** Longer than the 10 s that the server gives itself. */
const patienceMs = 12_000;

let folder: string;
let npm: ChildProcess | undefined;
beforeEach(async () => {
  folder = await makeFolder();
});
afterEach(async () => {
  for (const pid of await processesOf(folder)) process.kill(pid, 'SIGKILL');
  await removeFolder(folder);
});

/** `npm run <script>` as a supervisor would: one process, of which it knows nothing but the id. */
function run(script: string, env: Record<string, string>) {
  const child = spawn('npm', ['run', script], {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      npm_config_update_notifier: 'false',
      PORT: '0',
      DATA_DIR: join(folder, 'data'),
      DEMO: 'false',
      LOG_LEVEL: 'warn',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  npm = child;
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  return () => output;
}

/** All that has the folder in its environment, as everything has that came out of `run`. Linux only. */
async function processesOf(mark: string): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const about = await Promise.all(
      ['environ', 'cmdline'].map((file) => readFile(`/proc/${name}/${file}`, 'utf8').catch(() => '')),
    );
    if (about.some((text) => text.includes(mark))) found.push(Number(name));
  }
  return found;
}

async function expectNothingLeft(): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const left = await processesOf(folder);
    if (left.length === 0) return;
    if (Date.now() > deadline) {
      const names = await Promise.all(
        left.map(async (pid) =>
          (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' '),
        ),
      );
      expect(names).toEqual([]);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('SIGTERM to the one process of npm', () => {
  it('stops the whole product that npm start brought up, Postgres included', async () => {
    const output = run('start', {});
    const url = await eventually('the server is ready', () => /Address +(\S+)/.exec(output())?.[1]);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    npm?.kill('SIGTERM');
    await expectNothingLeft();
    await expect(fetch(`${url}/readyz`)).rejects.toThrow();
  });

  it('stops everything that npm run dev brought up', async () => {
    const output = run('dev', {});
    await eventually('the API is ready', () => /Address +(\S+)/.exec(output())?.[1]);
    npm?.kill('SIGTERM');
    await expectNothingLeft();
  });
});
