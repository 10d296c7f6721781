import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { HealthCheck, HealthReport, HealthRun, type HealthFinding } from '../../../src/health/contract.ts';
import { runHealthCheck } from '../../../src/health/service.ts';
import { waitUntil } from '../../harness/clock/wait.ts';
import { tamper } from '../../harness/database/tamper.ts';
import { unknownId, useMeteringServer } from '../../harness/metering/metering-server.ts';

const node = useMeteringServer();

async function report(): Promise<HealthReport> {
  const { admin } = node();
  return HealthReport.parse(await node().done(node().get('/admin/health/report', { token: admin })));
}

function send(path: string, body?: object, headers: Record<string, string> = {}) {
  return node().post(`/admin/health${path}`, body, { token: node().admin, headers });
}

/** Looks at all accounts; what is known then. */
async function run(): Promise<HealthReport> {
  const started = await node().done(send('/run'));
  let last: HealthReport | undefined;
  await waitUntil(async () => {
    last = await report();
    return last.underWay === null && (last.lastFull?.startedAt ?? '') >= started.startedAt;
  });
  if (!last) throw new Error('There is no report');
  return last;
}

/** An account that used ten, and a counter that says it was one less. */
async function brokenCounter(): Promise<{ accountId: string; finding: HealthFinding }> {
  const { id: accountId } = await node().account();
  await node().use(accountId, { amount: 10 });
  await tamper(node().server.owner, 'update public.user_usage set used = 9 where account_id = $1', [
    accountId,
  ]);
  const { findings } = await run();
  const finding = findings.find((one) => one.accountId === accountId);
  if (!finding) throw new Error('It was not found');
  return { accountId, finding };
}

describe('GET /admin/health/report', () => {
  it('200: knows nothing before the first look, then that all is sound', async () => {
    expect(await report()).toMatchObject({ status: 'unknown', lastFull: null, findings: [] });
    await node().use((await node().account()).id);
    const sound = await run();
    expect(sound).toMatchObject({ status: 'sound', findings: [], lastFull: { kind: 'full', error: null } });
    expect(sound.checks).toEqual(HealthCheck.options.map((check) => ({ check, findings: 0 })));
    expect(sound.lastFull?.accounts).toBeGreaterThan(0);
    // Advice is no finding.
    expect(sound.notices).toContainEqual({ rule: 'NODE_ENV is production', row: {} });
  });

  it('200: names what is wrong, whose it is, and what should be there', async () => {
    const { accountId, finding } = await brokenCounter();
    expect(finding).toMatchObject({
      check: 'anomalies',
      rule: 'used = sum of records',
      accountId,
      accountName: 'A customer',
      row: { featureCode: 'calls' },
      found: '9',
      expected: '10',
      relation: '=',
      repair: 'recount_usage',
    });
    expect((await report()).status).toBe('findings');
    await node().done(send('/repairs', { findingId: finding.id }));
  });

  it('200: tells of messages that do not go out, and sends them again', async () => {
    const { pool } = node().server.ctx;
    await pool.query(
      `insert into public.outbox (topic, payload, created_at, retry_at)
       values ('of.a.test', '{}', now() - interval '1 hour', 'infinity')`,
    );
    const { findings } = await run();
    expect(findings).toMatchObject([
      { check: 'anomalies', rule: 'messages go out', accountId: null, repair: 'send_again', relation: '>' },
    ]);
    await node().done(send('/repairs', { findingId: findings[0]?.id }));
    await waitUntil(async () => {
      const { rows } = await pool.query(
        `select from public.outbox where topic = 'of.a.test' and sent_at is null`,
      );
      return rows.length === 0;
    });
    expect((await run()).findings).toEqual([]);
  });
});

describe('POST /admin/health/run', () => {
  it('202: of many who ask at once all get the same run; the same key always does', async () => {
    const asked = await Promise.all(Array.from({ length: 10 }, () => node().done(send('/run'))));
    expect(new Set(asked.map((one) => HealthRun.parse(one).id)).size).toBeLessThan(10);
    await waitUntil(async () => (await report()).underWay === null);
    const headers = { 'Idempotency-Key': randomUUID() };
    const first = await node().done(send('/run', undefined, headers));
    await waitUntil(async () => (await report()).underWay === null);
    expect(await node().done(send('/run', undefined, headers))).toEqual(first);
    expect((await report()).underWay).toBeNull();
  });

  it('goes on after a node that died while it looked', async () => {
    await node().server.owner.query(
      `insert into public.health_runs (id, kind, started_at, progress_at)
       values (gen_random_uuid(), 'full', now() - interval '1 hour', now() - interval '4 minutes')`,
    );
    expect((await run()).lastFull).toMatchObject({ error: null });
  });
});

describe('POST /admin/health/repairs', () => {
  it('200: repairs once, and writes down who did; the cache knows at once', async () => {
    const { accountId, finding } = await brokenCounter();
    const done = await node().done(send('/repairs', { findingId: finding.id }));
    expect(done).toMatchObject({ id: finding.id, repairedAt: expect.any(String) });
    expect(await node().quota(accountId)).toMatchObject({ used: 10 });
    expect(await node().done(send('/repairs', { findingId: finding.id }))).toEqual(done);
    expect(await report()).toMatchObject({ status: 'sound', findings: [] });
    expect(
      (await node().audit(accountId)).filter(({ action }) => action === 'health.repaired'),
    ).toMatchObject([
      {
        actor_kind: 'user',
        target: 'recount_usage',
        details: { rule: 'used = sum of records', found: '9', expected: '10' },
      },
    ]);
    expect((await run()).findings).toEqual([]);
  });

  it('404: what was never found', async () => {
    const answer = await send('/repairs', { findingId: unknownId });
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
  });

  it('409: what somebody must decide', async () => {
    const { id: accountId } = await node().account();
    const { owner } = node().server;
    await owner.query(`select public.grant_credits($1, 5, 'admin', 'one')`, [accountId]);
    await tamper(owner, 'update public.credit_balances set last_seq = 7 where account_id = $1', [accountId]);
    const { findings } = await run();
    expect(findings).toMatchObject([{ rule: 'last_seq = last line', repair: null }]);
    const answer = await send('/repairs', { findingId: findings[0]?.id });
    expect([answer.status, answer.body.code]).toEqual([409, 'conflict']);
    await tamper(owner, 'update public.credit_balances set last_seq = 1 where account_id = $1', [accountId]);
    expect((await run()).findings).toEqual([]);
  });

  it('422: no id', async () => {
    expect((await send('/repairs', {})).status).toBe(422);
  });
});

describe('the look at what has moved', () => {
  it('finds what is wrong with an account that was used, and leaves the others to the night', async () => {
    const { server } = node();
    await run();
    const [moved, idle] = [await node().account(), await node().account()];
    for (const { id } of [moved, idle]) await node().use(id, { amount: 3 });
    // As if both had been used long ago.
    await tamper(
      server.owner,
      "update public.usage_records set id = public.uuid_v7(now() - interval '2 hours')",
    );
    await tamper(server.owner, 'update public.credit_balances set version = 1');
    for (const { id } of [moved, idle]) {
      await tamper(server.owner, 'update public.user_usage set used = 1 where account_id = $1', [id]);
    }
    await node().use(moved.id);
    await runHealthCheck(server.ctx, 'recent');
    const { findings, lastLook } = await report();
    expect(lastLook).toMatchObject({ kind: 'recent', accounts: 1 });
    expect(findings).toMatchObject([{ accountId: moved.id, found: '2', expected: '4' }]);
    const all = await run();
    expect(all.findings.map(({ accountId }) => accountId).sort()).toEqual([moved.id, idle.id].sort());
    for (const { id } of all.findings) await node().done(send('/repairs', { findingId: id }));
    expect((await run()).findings).toEqual([]);
  });
});

describe('/metrics', () => {
  it('shows findings by check, and how old the report is', async () => {
    const { finding } = await brokenCounter();
    const metrics = async () => (await fetch(`${node().server.url}/metrics`)).text();
    const shown = await metrics();
    expect(shown).toContain('meterstone_health_findings{check="anomalies"} 1');
    expect(shown).toContain('meterstone_health_findings{check="ledger"} 0');
    expect(shown).toMatch(/^meterstone_health_report_age_seconds \d+(\.\d+)?$/m);
    await node().done(send('/repairs', { findingId: finding.id }));
    expect(await metrics()).toContain('meterstone_health_findings{check="anomalies"} 0');
  });
});
