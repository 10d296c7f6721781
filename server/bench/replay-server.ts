import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Admin } from './replay-setup.ts';

export interface OwnServer {
  url: string;
  admin: Admin;
  stop: () => Promise<void>;
}

const patienceMs = 30_000;

/**
 * Starts the product as `npm start` does, in a process of its own on a free port: on the database of DATABASE_URL,
 * else on an embedded one in a folder that `stop` removes. The admin is the one of the settings, else a new one.
 */
export async function startOwnServer(): Promise<OwnServer> {
  const folder = await mkdtemp(join(tmpdir(), 'meterstone-replay-'));
  // As root, the embedded Postgres runs as another user, who must be able to pass.
  await chmod(folder, 0o711);
  const admin = {
    email: process.env['ADMIN_EMAIL'] ?? 'replay@example.com',
    password: process.env['ADMIN_PASSWORD'] ?? randomBytes(12).toString('base64url'),
  };
  const child = spawn(process.execPath, [join(import.meta.dirname, '../main.js')], {
    env: {
      JWT_SECRET: randomBytes(48).toString('base64url'),
      ...process.env,
      PORT: '0',
      HOST: '127.0.0.1',
      PUBLIC_URL: '',
      DATA_DIR: join(folder, 'data'),
      DEMO: 'false',
      LOG_LEVEL: 'warn',
      ADMIN_EMAIL: admin.email,
      ADMIN_PASSWORD: admin.password,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
    await rm(folder, { recursive: true, force: true });
  };
  let greeting = '';
  child.stdout.on('data', (chunk: Buffer) => (greeting += chunk.toString()));
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const url = /Address +(\S+)/.exec(greeting)?.[1];
    if (url) return { url, admin, stop };
    if (child.exitCode !== null || performance.now() > deadline) {
      await stop();
      throw new Error(`The server did not start: ${greeting}`);
    }
    await delay(20);
  }
}
