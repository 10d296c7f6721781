import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/**
 * Loads a server over keep-alive connections, each with one request under way. Our own instead of autocannon
 * because tool, server and Postgres share two cores here: this one costs about a third of the CPU a request, so
 * it measures the server rather than itself (docs/performance.md).
 */
export interface Load {
  url: string;
  /** A whole request for each call: method, path, headers and body. */
  next: () => Request;
  connections: number;
  seconds: number;
  /** Requests a second at most; absent, as fast as the server answers. */
  perSecond?: number;
  /** Called once the warm-up is over. */
  onBegin?: () => void;
  /** Ends the load before its time. */
  isOver?: () => boolean;
  /** 4xx is what is expected, and counts as an answer. */
  isRefused?: boolean;
}

export interface Request {
  method: 'GET' | 'POST';
  path: string;
  token?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
}

export interface Figures {
  /** How many answers were as expected. */
  answers: number;
  /** Answers a second that are as expected. */
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  /** Other answers, and broken connections. */
  failures: number;
}

/** Loads for a bounded time, after a short warm-up on few connections that does not count. */
export async function runLoad(load: Load): Promise<Figures> {
  await shoot({ ...load, connections: Math.min(load.connections, 16), seconds: Math.min(2, load.seconds) });
  load.onBegin?.();
  return shoot(load);
}

async function shoot(load: Load): Promise<Figures> {
  const latencies: number[] = [];
  let failures = 0;
  const { hostname, port, host } = new URL(load.url);
  const started = performance.now();
  const end = started + load.seconds * 1000;
  const pause = load.perSecond === undefined ? 0 : (load.connections / load.perSecond) * 1000;

  await Promise.all(
    Array.from(
      { length: load.connections },
      () =>
        new Promise<void>((resolve) => {
          const socket = connect({ host: hostname, port: Number(port), noDelay: true });
          let sentAt = 0;
          const sendInTime = () => {
            const wait = pause === 0 ? 0 : sentAt + pause - performance.now();
            if (wait > 0) setTimeout(send, wait);
            else send();
          };
          const send = () => {
            sentAt = performance.now();
            if (sentAt >= end || load.isOver?.()) {
              socket.destroy();
              resolve();
            } else socket.write(encode(load.next(), host));
          };
          readAnswers(socket, (status) => {
            if (Math.floor(status / 100) === (load.isRefused ? 4 : 2))
              latencies.push(performance.now() - sentAt);
            else failures += 1;
            sendInTime();
          });
          socket.once('connect', send);
          socket.once('error', () => {
            failures += 1;
            resolve();
          });
          socket.once('close', () => resolve());
        }),
    ),
  );
  const seconds = (performance.now() - started) / 1000;
  latencies.sort((a, b) => a - b);
  return {
    answers: latencies.length,
    perSecond: latencies.length / seconds,
    p50: latencies[Math.floor(latencies.length * 0.5)] ?? NaN,
    p99: latencies[Math.floor(latencies.length * 0.99)] ?? NaN,
    failures,
  };
}

function encode({ method, path, token, headers = {}, body }: Request, host: string): string {
  const authorization = token ? `Authorization: Bearer ${token}\r\n` : '';
  const others = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n${authorization}${others.join('')}`;
  if (body === undefined) return `${head}\r\n`;
  return `${head}Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

const contentLength = /\r\ncontent-length: *(\d+)/i;

/** Calls back with the status of each complete answer. Answers carry Content-Length; latin1 counts bytes. */
function readAnswers(socket: Socket, onAnswer: (status: number) => void): void {
  let pending = '';
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    pending = pending === '' ? chunk : pending + chunk;
    const headEnd = pending.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const length = Number(contentLength.exec(pending.slice(0, headEnd))?.[1] ?? 0);
    if (pending.length < headEnd + 4 + length) return;
    const status = Number(pending.slice(9, 12));
    pending = '';
    onAnswer(status);
  });
}

let counter = 0;
const run = randomUUID();

/** An idempotency key that no request has had. */
export function freshKey(): string {
  counter += 1;
  return `${run}-${counter}`;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [below, above] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return below === undefined || above === undefined ? NaN : (below + above) / 2;
}

export function show({ p50, p99, perSecond }: Figures): string {
  return `${p50.toFixed(2)} | ${p99.toFixed(2)} | ${Math.round(perSecond)}`;
}
