import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { replay, type ReplayOptions, type ReplayReport } from './replay-run.ts';
import { startOwnServer } from './replay-server.ts';
import type { Admin } from './replay-setup.ts';

const usage = `npm run replay -- <file> [--url http://127.0.0.1:3000] [--key msk_…] [--speed max|N]
                         [--accounts 50] [--limit N] [--connections 32]

Replays a trace of language model calls (TIMESTAMP,ContextTokens,GeneratedTokens, such as the Azure LLM inference
trace 2023 of Patel et al., "Splitwise", ISCA 2024, CC-BY) as metered use over HTTP, and checks that the statistics
by account and hour equal the file. Running it again changes nothing.

--url    a running server; without it one is started for the replay, on DATABASE_URL or a temporary database
--key    an API key with usage:write, usage:read and accounts:write; without it, and once to have the plan made,
         set ADMIN_EMAIL and ADMIN_PASSWORD
--speed  max: as fast as the server answers; 60: an hour of the file in a minute
`;

type Target = Pick<ReplayOptions, 'url' | 'access'>;

/** `npm run replay`: exits with 1 when anything was refused or differs. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      url: { type: 'string' },
      key: { type: 'string' },
      speed: { type: 'string', default: 'max' },
      accounts: { type: 'string', default: '50' },
      limit: { type: 'string' },
      connections: { type: 'string', default: '32' },
      help: { type: 'boolean', default: false },
    },
  });
  const [file] = positionals;
  if (file === undefined || values.help) {
    process.stdout.write(usage);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const load = {
    // npm runs scripts in the workspace's folder; paths are meant from where it was called.
    file: resolve(process.env['INIT_CWD'] ?? '.', file),
    speed: values.speed === 'max' ? ('max' as const) : toNumber('speed', values.speed),
    accounts: toCount('accounts', values.accounts),
    connections: toCount('connections', values.connections),
    limit: values.limit === undefined ? undefined : toCount('limit', values.limit),
  };
  const { target, stop } = await findServer(values.url, values.key);
  try {
    const report = await replay({ ...load, ...target });
    print(report, load);
    process.exitCode = report.differences.length === 0 ? 0 : 1;
  } finally {
    await stop();
  }
}

async function findServer(
  url: string | undefined,
  key: string | undefined,
): Promise<{ target: Target; stop: () => Promise<void> }> {
  if (url === undefined) {
    if (key !== undefined) throw new Error('--key: name the server it is for by --url');
    const { admin, stop, ...server } = await startOwnServer();
    return { target: { url: server.url, access: admin }, stop };
  }
  const access = key === undefined ? adminOfEnvironment() : { key };
  if (!access) throw new Error('--url: give --key too, or set ADMIN_EMAIL and ADMIN_PASSWORD');
  return { target: { url, access }, stop: () => Promise.resolve() };
}

function adminOfEnvironment(): Admin | undefined {
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = process.env;
  return email && password ? { email, password } : undefined;
}

function toNumber(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name}: give a number above 0`);
  return value;
}

function toCount(name: string, text: string): number {
  const value = toNumber(name, text);
  if (!Number.isInteger(value)) throw new Error(`--${name}: give a whole number`);
  return value;
}

function print(report: ReplayReport, load: Pick<ReplayOptions, 'accounts' | 'connections' | 'speed'>): void {
  const n = (value: number, digits = 0) => value.toLocaleString('en', { maximumFractionDigits: digits });
  const { calls, skipped, recorded, replayed, repetitions, seconds, differences } = report;
  const speed = load.speed === 'max' ? 'as fast as possible' : `${load.speed} × real time`;
  const lines = [
    `${n(calls)} calls of ${load.accounts} accounts over ${load.connections} connections, ${speed}`,
    `recorded ${n(recorded)}, replayed ${n(replayed)}, empty lines skipped ${skipped}, sent again ${repetitions}`,
    `${n(calls / seconds)} calls/s, ${n(seconds, 2)} s; latency p50 ${n(report.p50Ms, 1)} ms, p99 ${n(report.p99Ms, 1)} ms`,
    differences.length === 0
      ? `statistics equal the file in all ${n(report.compared)} hours of accounts: ${n(report.tokens)} tokens`
      : `statistics differ from the file in ${differences.length} places:\n${differences.slice(0, 20).join('\n')}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
