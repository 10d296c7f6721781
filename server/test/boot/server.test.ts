import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { processStart } from '../../src/db/embedded/process.ts';
import {
  eventually,
  makeFolder,
  postmasterOf,
  processesIn,
  readSignIn,
  removeFolder,
  signIn,
  startNode,
  type NodeProcess,
} from '../harness/processes/node-process.ts';

let folder: string;
let dataDir: string;
const started: NodeProcess[] = [];

beforeEach(async () => {
  folder = await makeFolder();
  dataDir = join(folder, 'data');
});
afterEach(async () => {
  for (const node of started.splice(0)) {
    if (node.child.exitCode === null && node.child.signalCode === null) await node.kill('SIGTERM');
  }
  await removeFolder(folder);
});

function start(env: Record<string, string> = {}): NodeProcess {
  const node = startNode({ dataDir, env });
  started.push(node);
  return node;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

async function statusOf(url: string): Promise<number> {
  return (await fetch(url, { redirect: 'manual' })).status;
}

async function expectNothingLeft(): Promise<void> {
  await eventually('Postgres and its children are gone', async () => {
    const left = await processesIn(dataDir);
    return left.length === 0 || undefined;
  });
}

/** One line for people, without a stack. */
function expectOneLine(node: NodeProcess, pattern: RegExp): void {
  expect(node.stderr()).toMatch(pattern);
  expect(node.stderr().trimEnd().split('\n')).toHaveLength(1);
}

describe('a start on an empty folder', () => {
  it('is ready once it says so, and tells how to sign in', async () => {
    const node = start();
    const url = await node.url();
    expect(await statusOf(`${url}/readyz`)).toBe(200);
    expect(await statusOf(`${url}/healthz`)).toBe(200);
    expect(await statusOf(`${url}/metrics`)).toBe(200);
    expect(await statusOf(`${url}/api/docs`)).toBe(200);
    const { email, password } = readSignIn(node.stdout());
    expect(await signIn(url, email, password)).toBe(200);
    expect((await stat(join(dataDir, 'secrets.json'))).mode & 0o777).toBe(0o600);
  });

  it('does not repeat a password that it was given', async () => {
    const node = start({ ADMIN_EMAIL: 'root@example.com', ADMIN_PASSWORD: 'Correct-horse-9' });
    const url = await node.url();
    expect(node.stdout()).toContain('root@example.com');
    expect(node.stdout()).not.toContain('Correct-horse-9');
    expect(await signIn(url, 'root@example.com', 'Correct-horse-9')).toBe(200);
  });
});

/** What the greeting names, one person a line, with a password where it tells one. */
function namedIn(node: NodeProcess): { email: string; password: string }[] {
  const rows = node.stdout().matchAll(/(\S+@\S+)(?: +first password (\S+))?/g);
  return [...rows].map(([, email = '', password = '']) => ({ email, password }));
}

async function roleOf(url: string, email: string, password: string): Promise<string | undefined> {
  const answer = await fetch(`${url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  if (!answer.ok) return undefined;
  return z.object({ data: z.object({ user: z.object({ role: z.string() }) }) }).parse(await answer.json())
    .data.user.role;
}

describe('a start without an admin in the settings, after one with', () => {
  it('makes nobody an admin who registered meanwhile, and prints no password that does not work', async () => {
    const first = start({ ADMIN_EMAIL: 'root@example.com', ADMIN_PASSWORD: 'Correct-horse-9' });
    const firstUrl = await first.url();
    for (const email of ['admin@example.com', 'olivia@example.com', 'ada@example.com']) {
      await fetch(`${firstUrl}/api/auth/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email, password: 'Mallorys-horse-1', name: 'Mallory' }),
      });
    }
    await first.kill('SIGTERM');

    const second = start({ DEMO: 'true' });
    const url = await second.url();
    for (const email of ['admin@example.com', 'olivia@example.com', 'ada@example.com']) {
      expect(await roleOf(url, email, 'Mallorys-horse-1')).not.toBe('admin');
    }
    for (const { email, password } of namedIn(second).filter((named) => named.password !== '')) {
      expect({ email, role: await roleOf(url, email, password) }).not.toEqual({ email, role: undefined });
    }
    expect(await roleOf(url, 'root@example.com', 'Correct-horse-9')).toBe('admin');
  });
});

describe('in production', () => {
  const production = { NODE_ENV: 'production', JWT_SECRET: 'x'.repeat(48) };

  it('has no demo, no made-up admin and no printed password by default, and says how to get an admin', async () => {
    const node = start({ ...production, DEMO: '' });
    const url = await node.url();
    expect(node.stdout()).not.toMatch(/password \S{6}|@example\.com/);
    expect(node.stdout()).toMatch(/Admin +nobody yet: set ADMIN_EMAIL and ADMIN_PASSWORD/);
    const plans: unknown = await (await fetch(`${url}/api/plans`)).json();
    expect(plans).toEqual({ ok: true, data: [] });
  });

  it('refuses to start with a demo, in one line', async () => {
    const node = start({ ...production, DEMO: 'true' });
    expect(await node.status()).toBe(1);
    expectOneLine(node, /DEMO: must not be true in production/);
  });
});

describe('SIGTERM', () => {
  it('ends everything with status 0, and the next start has the same data and secrets', async () => {
    const first = start();
    await first.url();
    await first.kill('SIGTERM');
    expect(first.child.exitCode).toBe(0);
    expect(first.stderr()).toBe('');
    await expectNothingLeft();

    const second = start();
    const url = await second.url();
    const { email, password } = readSignIn(first.stdout());
    expect(readSignIn(second.stdout())).toEqual({ email, password });
    expect(await signIn(url, email, password)).toBe(200);
  });

  it('lets a request in flight finish, and takes no new ones', async () => {
    const node = start();
    const { hostname, port } = new URL(await node.url());
    const body = JSON.stringify({ email: 'nobody@example.com', password: 'wrong-password' });
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /api/auth/login HTTP/1.1\r\nHost: ${hostname}\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${body.length}\r\nConnection: keep-alive\r\n\r\n`,
    );
    let reply = '';
    socket.on('data', (chunk: Buffer) => (reply += chunk.toString()));
    // Answered on another connection, so the server has read what came before on this one.
    await statusOf(`http://${hostname}:${port}/healthz`);
    const ended = node.kill('SIGTERM');
    await eventually('new connections are refused', async () => {
      const probe = connect(Number(port), hostname);
      const [outcome] = await Promise.race([
        once(probe, 'connect').then(() => ['open']),
        once(probe, 'error').then(() => ['refused']),
      ]).catch(() => ['refused']);
      probe.destroy();
      return outcome === 'refused' || undefined;
    });
    socket.write(body);
    await ended;
    expect(reply).toMatch(/^HTTP\/1\.1 401 /);
    expect(node.child.exitCode).toBe(0);
  });

  it('counts the echo of a Ctrl-C that npm passes on as one signal', async () => {
    const node = start();
    await node.url();
    node.child.kill('SIGINT');
    node.child.kill('SIGTERM');
    expect(await node.status()).toBe(0);
    await expectNothingLeft();
  });

  it('during the boot ends it too, and leaves nothing running', async () => {
    const node = start();
    await eventually(
      'Postgres is being started',
      async () => (await postmasterOf(dataDir).catch(() => 0)) || undefined,
    );
    await node.kill('SIGTERM');
    expect(node.child.exitCode).toBe(0);
    await expectNothingLeft();
  });
});

describe('kill -9', () => {
  it('of the server: the next start stops the orphaned Postgres and finds all data', async () => {
    const first = start();
    await first.url();
    const orphan = await postmasterOf(dataDir);
    await first.kill('SIGKILL');
    expect(await processStart(orphan)).toBeDefined();

    const second = start();
    const url = await second.url();
    expect(await processStart(orphan)).toBeUndefined();
    const { email, password } = readSignIn(first.stdout());
    expect(await signIn(url, email, password)).toBe(200);
  });

  it('of the server and of Postgres: stale pid file and socket do not matter', async () => {
    const first = start();
    await first.url();
    const postmaster = await postmasterOf(dataDir);
    await first.kill('SIGKILL');
    process.kill(postmaster, 'SIGKILL');
    expect(await postmasterOf(dataDir)).toBe(postmaster);

    const second = start();
    const { email, password } = readSignIn(first.stdout());
    expect(await signIn(await second.url(), email, password)).toBe(200);
  });

  it('of Postgres alone, under requests: each is answered 200 or 503, and the server is ready again', async () => {
    const node = start({ LOG_LEVEL: 'silent' });
    const url = await node.url();
    const seen = new Set<number>();
    let isOver = false;
    const clients = Array.from({ length: 16 }, async (_, index) => {
      while (!isOver) seen.add(await statusOf(`${url}${index % 2 === 0 ? '/api/plans' : '/readyz'}`));
    });
    await eventually('it answers', () => seen.has(200) || undefined);
    process.kill(await postmasterOf(dataDir), 'SIGKILL');
    await eventually('it was away', () => seen.has(503) || undefined);
    await eventually('it is ready again', async () => (await statusOf(`${url}/readyz`)) === 200 || undefined);
    isOver = true;
    await Promise.all(clients);
    expect([...seen].sort()).toEqual([200, 503]);
    const { email, password } = readSignIn(node.stdout());
    expect(await signIn(url, email, password)).toBe(200);
  });
});

describe('a start that cannot be', () => {
  it('on the folder of a running server: refused in one line, and that one goes on', async () => {
    const first = start();
    const url = await first.url();
    const second = start();
    expect(await second.status()).toBe(1);
    expectOneLine(second, /DATA_DIR .+ is in use by another Meterstone \(process \d+\)/);
    expect(await statusOf(`${url}/readyz`)).toBe(200);
  });

  it('on a taken port: refused in one line that says what to set, before anything is made', async () => {
    const first = start();
    const port = new URL(await first.url()).port;
    const otherDir = join(folder, 'other');
    const second = startNode({ dataDir: otherDir, env: { PORT: port } });
    started.push(second);
    expect(await second.status()).toBe(1);
    expectOneLine(second, new RegExp(`Port ${port} is taken: .+ set PORT`));
    await expect(stat(otherDir)).rejects.toThrow('ENOENT');
  });

  it('twice at once on one port: one serves, the other is refused before anything is made', async () => {
    const port = String(await freePort());
    const both = ['one', 'other'].map((name) => {
      const node = startNode({ dataDir: join(folder, name), env: { PORT: port } });
      started.push(node);
      return { node, dir: join(folder, name) };
    });
    const refused = await Promise.race(both.map(async (it) => (await it.node.status(), it)));
    expectOneLine(refused.node, new RegExp(`Port ${port} is taken`));
    await expect(stat(refused.dir)).rejects.toThrow('ENOENT');
    const serving = both.find((it) => it !== refused);
    expect(await statusOf(`${await serving?.node.url()}/readyz`)).toBe(200);
  });

  it('with a bad setting: refused in one line that names it', async () => {
    const node = start({ PORT: 'eighty' });
    expect(await node.status()).toBe(1);
    expectOneLine(node, /PORT/);
  });

  it('on spoilt secrets: refused in one line that names the file, which stays as it is', async () => {
    const first = start();
    await first.url();
    await first.kill('SIGTERM');
    await writeFile(join(dataDir, 'secrets.json'), '{"jwt":');
    const second = start();
    expect(await second.status()).toBe(1);
    expectOneLine(second, /secrets\.json is not readable/);
    expect(await readFile(join(dataDir, 'secrets.json'), 'utf8')).toBe('{"jwt":');
  });
});
