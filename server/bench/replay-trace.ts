import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** One call of a language model. */
export interface TraceCall {
  /** Line of the file, from 2: the first is the header. */
  line: number;
  atMs: number;
  contextTokens: number;
  generatedTokens: number;
  /** Which of the accounts made it, from 0. */
  account: number;
}

export interface Trace {
  calls: TraceCall[];
  /** Lines of which nothing is to be metered: a use is at least one token. */
  skipped: number;
  /** Names this very workload: the same lines over the same number of accounts. */
  fingerprint: string;
}

const header = 'TIMESTAMP,ContextTokens,GeneratedTokens';
const row = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d{3})\d*,(\d+),(\d+)$/;

/** Knuth's multiplicative hash: spreads the lines evenly, the same way each time. */
function accountOf(line: number, accounts: number): number {
  return (Math.imul(line, 2_654_435_761) >>> 0) % accounts;
}

/**
 * Reads a trace in the format of the Azure LLM inference trace of 2023 (Patel et al., "Splitwise", ISCA 2024; CC-BY),
 * its times taken as UTC and cut to milliseconds. Throws with the line that does not fit the format.
 */
export async function readTrace(
  path: string,
  { accounts, limit = Infinity }: { accounts: number; limit?: number | undefined },
): Promise<Trace> {
  const [first, ...lines] = (await readFile(path, 'utf8')).trimEnd().split(/\r?\n/);
  if (first !== header) throw new Error(`${path}: the first line must be ${header}`);
  const hash = createHash('sha256').update(`${accounts}\n`);
  const calls: TraceCall[] = [];
  let skipped = 0;
  for (const [index, text] of lines.slice(0, limit).entries()) {
    const line = index + 2;
    const [, day, time, context, generated] = row.exec(text) ?? [];
    const atMs = Date.parse(`${day}T${time}Z`);
    if (Number.isNaN(atMs)) throw new Error(`${path}:${line}: not a time and two counts`);
    hash.update(`${text}\n`);
    const call = { line, atMs, contextTokens: Number(context), generatedTokens: Number(generated) };
    if (call.contextTokens + call.generatedTokens === 0) skipped += 1;
    else calls.push({ ...call, account: accountOf(line, accounts) });
  }
  if (calls.length === 0) throw new Error(`${path}: there is nothing to replay`);
  return { calls, skipped, fingerprint: hash.digest('hex').slice(0, 8) };
}

export const hourMs = 3_600_000;

/** What the statistics must say: per account, per hour of UTC (its start, shifted), tokens and calls. */
export function expectedTotals(trace: Trace, shiftMs: number): Map<number, Map<number, HourTotal>> {
  const totals = new Map<number, Map<number, HourTotal>>();
  for (const { account, atMs, contextTokens, generatedTokens } of trace.calls) {
    const hour = Math.floor((atMs + shiftMs) / hourMs) * hourMs;
    const hours = totals.get(account) ?? new Map<number, HourTotal>();
    const total = hours.get(hour) ?? { used: 0, events: 0 };
    hours.set(hour, { used: total.used + contextTokens + generatedTokens, events: total.events + 1 });
    totals.set(account, hours);
  }
  return totals;
}

export interface HourTotal {
  used: number;
  events: number;
}
