import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { replay, type ReplayOptions } from '../../bench/replay-run.ts';
import { accountRef, featureCode } from '../../bench/replay-setup.ts';
import { readTrace } from '../../bench/replay-trace.ts';
import { randomFrom } from '../../src/demo/random.ts';
import { adminCredentials, startTestServer, type TestServer } from '../harness/http/server.ts';
import { createApiKey, signInAdmin } from '../harness/identity/people.ts';

const realTrace =
  process.env['METERSTONE_TRACE'] ??
  join(import.meta.dirname, '../../../../shared/data/llm-usage-trace-2023.csv');
/** The real file is not part of the repository; without it the test reports itself as skipped, by name. */
const itWithRealTrace = existsSync(realTrace) ? it : it['skip'];

const lines = 600;
const accounts = 12;

let server: TestServer;
let folder: string;
let file: string;

/** A trace in the format of the real one: an hour and a half, some calls without an answer, one of nothing at all. */
function inventTrace(): string {
  const random = randomFrom('trace');
  let atMs = Date.parse('2023-11-16T18:15:46Z');
  const rows = Array.from({ length: lines }, (_, index) => {
    atMs += Math.floor(random() * 18_000);
    const context = index === 7 ? 0 : 1 + Math.floor(random() * 4_000);
    const generated = index % 50 === 7 ? 0 : Math.floor(random() * 700);
    const time = new Date(atMs).toISOString().replace('T', ' ').replace('Z', '');
    return `${time}${String(index % 10_000).padStart(4, '0')},${context},${generated}`;
  });
  return ['TIMESTAMP,ContextTokens,GeneratedTokens', ...rows, ''].join('\n');
}

function run(options: Partial<ReplayOptions> = {}) {
  const { url } = server;
  return replay({ file, url, access: adminCredentials, speed: 'max', accounts, connections: 16, ...options });
}

async function countRecords(): Promise<{ count: number; tokens: number } | undefined> {
  const { rows } = await sql<{ count: number; tokens: number }>`
    select count(*) as count, sum(amount)::bigint as tokens from usage_records`.execute(server.ctx.db);
  return rows[0];
}

beforeAll(async () => {
  server = await startTestServer();
  folder = await mkdtemp(join(tmpdir(), 'meterstone-trace-'));
  file = join(folder, 'trace.csv');
  await writeFile(file, inventTrace());
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('replaying a trace', () => {
  it('by a key alone, where no admin has made the plan, says what to do', async () => {
    const key = await createApiKey(server, await signInAdmin(server), [
      'accounts:write',
      'usage:write',
      'usage:read',
    ]);
    await expect(run({ access: { key } })).rejects.toThrow(
      /no plan llm-trace yet: run once with ADMIN_EMAIL/,
    );
  });

  it('records each call once, and the statistics equal the file by account and hour', async () => {
    const report = await run();
    expect(report).toMatchObject({
      calls: lines - 1,
      skipped: 1,
      recorded: lines - 1,
      replayed: 0,
      differences: [],
    });
    const trace = await readTrace(file, { accounts });
    const tokens = trace.calls.reduce((sum, call) => sum + call.contextTokens + call.generatedTokens, 0);
    expect(report.tokens).toBe(tokens);
    expect(await countRecords()).toEqual({ count: lines - 1, tokens });
  });

  it('leaves no API key of its own behind', async () => {
    const { rows } =
      await sql`select name from api_keys where name = 'Trace replay' and revoked_at is null`.execute(
        server.ctx.db,
      );
    expect(rows).toEqual([]);
  });

  it('puts the last call into the hour before now, minutes and seconds as they were', async () => {
    const { rows } = await sql<{ last: Date }>`select max(occurred_at) as last from usage_records`.execute(
      server.ctx.db,
    );
    const last = rows[0]?.last.getTime() ?? 0;
    expect(Date.now() - last).toBeLessThan(3_700_000);
    expect(last).toBeLessThanOrEqual(Date.now());
    const { calls } = await readTrace(file, { accounts });
    expect((last - (calls.at(-1)?.atMs ?? 0)) % 3_600_000).toBe(0);
  });

  it('a second time, by a key alone, changes nothing and still equals the file', async () => {
    const before = await countRecords();
    const key = await createApiKey(server, await signInAdmin(server), [
      'accounts:write',
      'usage:write',
      'usage:read',
    ]);
    const report = await run({ access: { key } });
    expect(report).toMatchObject({ recorded: 0, replayed: lines - 1, differences: [] });
    expect(await countRecords()).toEqual(before);
  });

  it('notices a use that is not of the file', async () => {
    const trace = await readTrace(file, { accounts });
    const stranger = { accountId: accountRef(trace, 3), featureCode, amount: 1 };
    const response = await fetch(`${server.url}/api/usage/record`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await signInAdmin(server)}` },
      body: JSON.stringify({ ...stranger, occurredAt: await occurredAtOfLast() }),
    });
    expect(response.status).toBe(201);
    const { differences } = await run();
    expect(differences).toHaveLength(1);
    expect(differences[0]).toContain(accountRef(trace, 3));
  });

  it('keeps to the pace that was asked for', async () => {
    const trace = await readTrace(file, { accounts: 2, limit: 20 });
    const spanMs = (trace.calls.at(-1)?.atMs ?? 0) - (trace.calls[0]?.atMs ?? 0);
    const report = await run({ limit: 20, accounts: 2, speed: spanMs / 400 });
    expect(report).toMatchObject({ recorded: trace.calls.length, differences: [] });
    expect(report.seconds).toBeGreaterThanOrEqual(0.39);
  });

  it('refuses a file of another format, naming the line', async () => {
    const broken = join(folder, 'broken.csv');
    await writeFile(broken, `${inventTrace()}2023-11-16 19:00:00.0000000,many,1\n`);
    await expect(run({ file: broken })).rejects.toThrow(`broken.csv:${lines + 2}: not a time and two counts`);
  });

  itWithRealTrace('records the first calls of the Azure trace, and the statistics equal it', async () => {
    const report = await run({ file: realTrace, limit: lines, accounts: 50 });
    expect(report).toMatchObject({ calls: lines, recorded: lines, differences: [] });
  });
});

async function occurredAtOfLast(): Promise<string> {
  const { rows } = await sql<{ last: Date }>`select max(occurred_at) as last from usage_records`.execute(
    server.ctx.db,
  );
  return rows[0]?.last.toISOString() ?? '';
}
