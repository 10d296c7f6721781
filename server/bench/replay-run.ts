import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { Statistics } from '../src/metering/records/contract.ts';
import { createReplayClient, sendUntilDecided, type ReplayClient } from './replay-client.ts';
import {
  accountRef,
  featureCode,
  findShiftMs,
  forEach,
  makeAccounts,
  prepareAsAdmin,
  requirePlan,
  type Admin,
} from './replay-setup.ts';
import {
  expectedTotals,
  hourMs,
  readTrace,
  type HourTotal,
  type Trace,
  type TraceCall,
} from './replay-trace.ts';

export interface ReplayOptions {
  file: string;
  url: string;
  /** An API key, or an admin who makes one, and the plan where it is missing. */
  access: { key: string } | Admin;
  /** Times real time; `max` is as fast as the server answers. */
  speed: number | 'max';
  accounts: number;
  connections: number;
  /** Only the first so many lines. */
  limit?: number | undefined;
}

export interface ReplayReport {
  calls: number;
  skipped: number;
  recorded: number;
  replayed: number;
  /** Requests that had to be sent again. */
  repetitions: number;
  seconds: number;
  p50Ms: number;
  p99Ms: number;
  tokens: number;
  /** Hours of accounts that were compared. */
  compared: number;
  /** What the server's statistics say otherwise than the file; empty when all is well. */
  differences: string[];
}

const RecordedOnce = z.object({ data: z.object({ replayed: z.boolean() }) });

/**
 * Sends each call of a trace to a running server as one use, under a key of its own, and compares the server's
 * statistics by account and hour with the file. Sending the same trace again changes nothing.
 * Throws when a call is refused.
 */
export async function replay(options: ReplayOptions): Promise<ReplayReport> {
  const { url, access, accounts, connections } = options;
  const trace = await readTrace(options.file, { accounts, limit: options.limit });
  const { key, revoke } =
    'key' in access ? { ...access, revoke: undefined } : await prepareAsAdmin(url, access);
  const client = createReplayClient(url, { token: key, connections });
  try {
    await requirePlan(client);
    await makeAccounts(client, trace, accounts);
    const shiftMs = await findShiftMs(client, trace, accounts);
    const sent = await sendAll(client, trace, shiftMs, options);
    return { ...sent, skipped: trace.skipped, ...(await compare(client, trace, shiftMs)) };
  } finally {
    client.close();
    await revoke?.();
  }
}

async function sendAll(
  client: ReplayClient,
  trace: Trace,
  shiftMs: number,
  { speed, connections }: ReplayOptions,
): Promise<Omit<ReplayReport, 'skipped' | 'tokens' | 'compared' | 'differences'>> {
  const { calls } = trace;
  const firstMs = calls[0]?.atMs ?? 0;
  const latencies = new Float64Array(calls.length);
  const counts = { recorded: 0, replayed: 0, repetitions: 0 };
  const startedAt = performance.now();
  await forEach(calls.length, connections, async (index) => {
    const call = calls[index];
    if (!call) return;
    if (speed !== 'max') {
      const dueInMs = startedAt + (call.atMs - firstMs) / speed - performance.now();
      if (dueInMs > 1) await delay(dueInMs);
    }
    const sentAt = performance.now();
    const body = toUse(trace, call, shiftMs);
    const answer = await sendUntilDecided(client, { method: 'POST', path: '/usage/record', body });
    latencies[index] = performance.now() - sentAt;
    if (answer.status !== 200 && answer.status !== 201) {
      throw new Error(`Line ${call.line} was refused with ${answer.status}: ${answer.text}`);
    }
    const { replayed } = RecordedOnce.parse(JSON.parse(answer.text)).data;
    counts[replayed ? 'replayed' : 'recorded'] += 1;
    counts.repetitions += answer.repetitions;
  });
  const seconds = (performance.now() - startedAt) / 1_000;
  latencies.sort();
  const percentile = (share: number) =>
    latencies[Math.min(calls.length - 1, Math.floor(calls.length * share))] ?? 0;
  return { calls: calls.length, ...counts, seconds, p50Ms: percentile(0.5), p99Ms: percentile(0.99) };
}

function toUse(trace: Trace, call: TraceCall, shiftMs: number): object {
  const { line, contextTokens, generatedTokens } = call;
  return {
    accountId: accountRef(trace, call.account),
    featureCode,
    amount: contextTokens + generatedTokens,
    idempotencyKey: `line-${line}`,
    occurredAt: new Date(call.atMs + shiftMs).toISOString(),
    metadata: { line, contextTokens, generatedTokens },
  };
}

/** Reads each account's statistics over the whole trace: also an hour that should hold nothing is looked at. */
async function compare(
  client: ReplayClient,
  trace: Trace,
  shiftMs: number,
): Promise<Pick<ReplayReport, 'tokens' | 'compared' | 'differences'>> {
  const expected = expectedTotals(trace, shiftMs);
  const hours = [...expected.values()].flatMap((totals) => [...totals.keys()]);
  const from = new Date(Math.min(...hours) - hourMs).toISOString();
  const to = new Date(Math.max(...hours) + 2 * hourMs).toISOString();
  const differences: string[] = [];
  let compared = 0;
  let tokens = 0;
  const entries = [...expected];
  await forEach(entries.length, 8, async (index) => {
    const [account = 0, totals = new Map<number, HourTotal>()] = entries[index] ?? [];
    const ref = accountRef(trace, account);
    const query = `accountId=${ref}&featureCode=${featureCode}&granularity=hour&from=${from}&to=${to}`;
    const { series } = await client.read(Statistics, { method: 'GET', path: `/usage/statistics?${query}` });
    const left = new Map(totals);
    for (const { at, used, events } of series[0]?.points ?? []) {
      const hour = Date.parse(at);
      const wanted = left.get(hour) ?? { used: 0, events: 0 };
      left.delete(hour);
      compared += 1;
      tokens += used;
      if (used !== wanted.used || events !== wanted.events) {
        differences.push(
          `${ref} at ${at}: ${used} tokens of ${events} calls instead of ${wanted.used} of ${wanted.events}`,
        );
      }
    }
    for (const hour of left.keys()) differences.push(`${ref} at ${new Date(hour).toISOString()}: missing`);
  });
  return { tokens, compared, differences };
}
