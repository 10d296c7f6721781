import { fork, spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { cpuOf } from './cpu.ts';

export interface Target {
  url: string;
  /** Megabytes that the process held in memory at most so far. */
  peakMemory: () => number;
  /** The same at this moment. */
  memory: () => number;
  /** CPU seconds that the process has used so far. */
  cpu: () => number;
  stop: () => Promise<void>;
}

/** One of `targets/`, in a process of its own. */
export async function startTarget(name: string, databaseUrl: string): Promise<Target> {
  const child = fork(join(import.meta.dirname, 'targets', `${name}.ts`), {
    env: { ...process.env, BENCH_DATABASE_URL: databaseUrl },
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message: { port: number }) => {
      resolve(message.port);
    });
    child.once('exit', () => {
      reject(new Error(`${name} did not start`));
    });
  });
  return asTarget(child, port);
}

export const jwtSecret = 'bench-secret-of-more-than-32-characters';
export const adminSignIn = { email: 'root@example.com', password: 'Correct-horse-9' };

/** The product itself, as `npm start` runs it, on the given database; of another version, from its `server` folder. */
export async function startMeterstone(
  databaseUrl: string,
  server = join(import.meta.dirname, '..'),
): Promise<Target> {
  const port = await findFreePort();
  const child = spawn(process.execPath, [...flagsOf(server), join(server, 'main.js')], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      REDIS_URL: '',
      JWT_SECRET: jwtSecret,
      SANDBOX_PAYMENTS: 'true',
      ADMIN_EMAIL: adminSignIn.email,
      ADMIN_PASSWORD: adminSignIn.password,
      DEMO: 'false',
      LOG_LEVEL: 'warn',
    },
  });
  const deadline = Date.now() + 30_000;
  while (!(await isReady(port))) {
    if (Date.now() > deadline || child.exitCode !== null) throw new Error('Meterstone did not start');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return asTarget(child, port);
}

/** What its `npm start` tells V8. */
function flagsOf(server: string): string[] {
  const { scripts } = JSON.parse(readFileSync(join(server, '../package.json'), 'utf8'));
  return String(scripts.start).match(/--\S+/g) ?? [];
}

async function isReady(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/readyz`).then(
    (response) => response.ok,
    () => false,
  );
}

function asTarget(child: ChildProcess, port: number): Target {
  const megabytes = (name: string) => {
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    return Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024);
  };
  return {
    url: `http://127.0.0.1:${port}`,
    peakMemory: () => megabytes('VmHWM'),
    memory: () => megabytes('VmRSS'),
    cpu: () => cpuOf(child.pid ?? 0),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

function findFreePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0));
    });
  });
}
