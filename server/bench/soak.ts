import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { z } from 'zod';
import { median, runLoad, type Request } from './load-tool.ts';
import type { Target } from './processes.ts';
import { createLoads } from './requests.ts';
import { call, featureCode, type Subject } from './server-under-load.ts';

const sampleMs = 5_000;
/** Before the first figure and before the last: what was begun has ended, and caches are as full as they get. */
const restMs = 30_000;

interface Sample {
  minute: number;
  /** Megabytes. */
  rss: number;
  heap: number;
  external: number;
  /** Sockets, timers and the like that Node keeps. */
  resources: number;
  files: number;
}

interface SoakOptions {
  target: Target;
  subject: Subject;
  minutes: number;
  say: (line: string) => void;
}

/**
 * Mixed load, far from what the server can do, for a long time: uses, batches, checks and reads, browsers that come
 * and go, callers that leave in the middle of a batch. Tells what the process holds, minute by minute, and before and
 * after.
 */
export async function measureSoak({ target, subject, minutes, say }: SoakOptions): Promise<void> {
  const seconds = minutes * 60;
  const begun = performance.now();
  const minute = () => (performance.now() - begun) / 60_000;
  await mixedLoad(subject, Math.min(60, seconds / 4));
  await delay(restMs);
  const before = await sample(target, minute());
  const samples: Sample[] = [];
  const until = performance.now() + seconds * 1000;
  const load = mixedLoad(subject, seconds);
  while (performance.now() < until) {
    await delay(sampleMs);
    samples.push(await sample(target, minute()));
  }
  const failures = await load;
  await delay(restMs);
  const after = await sample(target, minute());

  say(`\n## ${minutes} minutes of mixed load, ${failures} failures`);
  say('minute | RSS (MB) | heap | external | resources | files');
  say(row('at rest before', before));
  for (const of of Map.groupBy(samples, (one) => Math.floor(one.minute)).values()) {
    say(row(Math.floor(of[0]?.minute ?? 0).toString(), medianOf(of)));
  }
  say(row('at rest after', after));
  const late = samples.slice(Math.floor(samples.length / 3));
  say(
    `slope of the last two thirds: RSS ${slope(late, 'rss')}, heap ${slope(late, 'heap')} MB an hour, ` +
      `resources ${slope(late, 'resources')} an hour`,
  );
}

async function mixedLoad(subject: Subject, seconds: number): Promise<number> {
  const { url, apiKey } = subject;
  const { record, check, hot, batch } = createLoads(apiKey);
  const loads: [() => Request, number, number][] = [
    [record, 16, 120],
    [hot, 4, 20],
    [check, 16, 120],
    [batch, 8, 4],
    [createReads(subject), 4, 10],
  ];
  const person = await call(url, 'POST', '/api/auth/register', undefined, {
    email: `soak-${Date.now()}@example.com`,
    password: 'Battery-staple-7',
    name: 'Soak',
  });
  const until = performance.now() + seconds * 1000;
  const [figures] = await Promise.all([
    Promise.all(
      loads.map(([next, connections, perSecond]) => runLoad({ url, next, connections, perSecond, seconds })),
    ),
    repeat(until, 500, () => comeAndGo(url, z.string().parse(person['accessToken']))),
    repeat(until, 500, () => leaveHalfWay(url, batch())),
  ]);
  return figures.reduce((sum, { failures }) => sum + failures, 0);
}

function createReads({ apiKey, adminToken }: Subject): () => Request {
  let count = 0;
  const paths: [string, string][] = [
    [`/api/usage/quota-overview?accountId=ext:bench-1`, apiKey],
    [`/api/usage/records?accountId=ext:bench-2&featureCode=${featureCode}`, apiKey],
    ['/api/admin/accounts?limit=50', apiKey],
    ['/api/plans', ''],
    ['/api/auth/me', adminToken],
  ];
  return () => {
    const [path = '', token] = paths[count++ % paths.length] ?? [];
    return { method: 'GET', path, ...(token ? { token } : {}) };
  };
}

async function repeat(until: number, everyMs: number, act: () => Promise<void>): Promise<void> {
  while (performance.now() < until) {
    await act();
    await delay(everyMs);
  }
}

/** A browser that is told for a moment. */
async function comeAndGo(url: string, token: string): Promise<void> {
  const socket = io(url, { auth: { token }, transports: ['websocket'], reconnection: false });
  await Promise.race([new Promise<void>((resolve) => socket.once('connect', resolve)), delay(2_000)]);
  socket.disconnect();
}

function leaveHalfWay(url: string, { path, token, body = '' }: Request): Promise<void> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n`;
      socket.write(`${head}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`);
      socket.write(body.slice(0, body.length / 2), () => socket.destroy());
    });
    socket.on('error', () => undefined).once('close', () => resolve());
  });
}

async function sample({ url, memory }: Target, minute: number): Promise<Sample> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const read = (name: string) => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1] ?? NaN);
  return {
    minute,
    rss: memory(),
    heap: read('nodejs_heap_size_used_bytes') / 2 ** 20,
    external: read('nodejs_external_memory_bytes') / 2 ** 20,
    resources: read('nodejs_active_resources_total'),
    files: read('process_open_fds'),
  };
}

function medianOf(samples: readonly Sample[]): Sample {
  const of = (name: keyof Sample) => median(samples.map((one) => one[name]));
  return {
    minute: of('minute'),
    rss: of('rss'),
    heap: of('heap'),
    external: of('external'),
    resources: of('resources'),
    files: of('files'),
  };
}

function row(name: string, { rss, heap, external, resources, files }: Sample): string {
  return [name, ...[rss, heap, external, resources, files].map((figure) => figure.toFixed(0))].join(' | ');
}

/** By least squares, an hour. */
function slope(samples: readonly Sample[], name: 'rss' | 'heap' | 'resources'): string {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(samples.map(({ minute }) => minute)), mean(samples.map((one) => one[name]))];
  const up = samples.reduce((sum, one) => sum + (one.minute - x) * (one[name] - y), 0);
  const down = samples.reduce((sum, one) => sum + (one.minute - x) ** 2, 0);
  return ((up / down) * 60).toFixed(1);
}
