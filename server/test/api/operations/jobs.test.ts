import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jobs } from '../../../src/features.ts';
import { AuditEntry } from '../../../src/identity/contract.ts';
import { Job } from '../../../src/operations/jobs/contract.ts';
import { waitUntil } from '../../harness/clock/wait.ts';
import { call, type Answer } from '../../harness/http/contract.ts';
import { startTestServer, type TestServer } from '../../harness/http/server.ts';
import { signInAdmin } from '../../harness/identity/people.ts';

let server: TestServer;
let admin: string;
beforeAll(async () => {
  server = await startTestServer();
  admin = await signInAdmin(server);
  // Jobs begin some seconds after the server. The library takes them before all of its tables are up to date, and then
  // not again for a moment: it has begun once one has run.
  await waitUntil(async () => (await run('forget_sessions')).status === 202);
  await ended('forget_sessions', '');
});
afterAll(() => server.stop());

async function list(): Promise<Job[]> {
  const { status, body } = await call(server, 'get', '/admin/jobs', { token: admin });
  expect(status).toBe(200);
  return Job.array().parse(body.data);
}

async function read(name: string): Promise<Job | undefined> {
  return (await list()).find((job) => job.name === name);
}

const run = (name: string, key?: string): Promise<Answer> =>
  call(server, 'post', `/admin/jobs/${name}/run`, {
    token: admin,
    ...(key !== undefined && { headers: { 'idempotency-key': key } }),
  });

/** Once a run that began at this instant or later has ended, or has failed for the last time. */
async function ended(name: string, since: string): Promise<Job> {
  let job: Job | undefined;
  await waitUntil(async () => {
    job = await read(name);
    const isOver = job?.state === 'ok' || job?.state === 'failed';
    return isOver && (job?.lastRunAt ?? '') >= since;
  });
  return Job.parse(job);
}

describe('GET /admin/jobs', () => {
  it('lists every job that there is, by name, with when it runs next', async () => {
    const listed = await list();
    expect(listed.map(({ name }) => name)).toEqual(jobs.map(({ name }) => name).sort());
    const soonest = Date.now() - 60_000;
    for (const { nextRunAt } of listed) expect(Date.parse(nextRunAt)).toBeGreaterThan(soonest);
  });
});

describe('POST /admin/jobs/:name/run', () => {
  it('runs the job, which then tells when it ran and how long', async () => {
    const { status, body } = await run('forget_sessions');
    expect(status).toBe(202);
    expect(body.data).toEqual({ name: 'forget_sessions', requestedAt: expect.any(String) });
    const job = await ended('forget_sessions', body.data.requestedAt);
    expect(job).toMatchObject({ state: 'ok', lastError: null, lastDurationMs: expect.any(Number) });
    expect((job.lastSuccessAt ?? '') >= (job.lastRunAt ?? '9')).toBe(true);
  });

  it('tells why the job failed, until it ends well', async () => {
    await server.owner.query(`
      insert into public.idempotency_keys (owner_id, operation, key, request_hash, created_at)
      values (gen_random_uuid(), 'test', 'old', '', now() - interval '400 days');
      create function public.no_room() returns trigger language plpgsql as $$
        begin raise exception 'No room left at postgres://me:hunter2@here'; end $$;
      create trigger no_room before delete on public.idempotency_keys
        for each row execute function public.no_room()`);
    const first = await run('forget_idempotency_keys');
    expect(await ended('forget_idempotency_keys', first.body.data.requestedAt)).toMatchObject({
      state: 'failed',
      lastError: 'No room left at postgres://***@here',
      lastDurationMs: expect.any(Number),
    });
    await server.owner.query(
      'drop trigger no_room on public.idempotency_keys; drop function public.no_room()',
    );
    const second = await run('forget_idempotency_keys');
    await waitUntil(async () => (await read('forget_idempotency_keys'))?.state === 'ok');
    const job = await ended('forget_idempotency_keys', second.body.data.requestedAt);
    expect(job.lastError).toBeNull();
  });

  it('writes one audit line for a key, and answers its repetition with the first answer', async () => {
    const first = await run('forget_outbox', 'again');
    const second = await run('forget_outbox', 'again');
    expect([second.status, second.body.data]).toEqual([202, first.body.data]);
    const audit = await call(server, 'get', '/admin/audit?action=job.requested', { token: admin });
    const lines = AuditEntry.array().parse(audit.body.data);
    expect(lines.filter(({ target }) => target === 'forget_outbox')).toMatchObject([
      { action: 'job.requested', actor: { kind: 'user' }, accountId: null },
    ]);
  });

  it('422: refuses a key that came with another job', async () => {
    await run('forget_outbox', 'one-for-two');
    const { status, body } = await run('forget_sessions', 'one-for-two');
    expect([status, body.code]).toEqual([422, 'idempotency_mismatch']);
  });

  it.each(['forget', 'FORGET_OUTBOX', '%00', 'x'.repeat(300)])('404: knows no job %s', async (name) => {
    const { status, body } = await run(name);
    expect([status, body.code]).toEqual([404, 'not_found']);
  });
});
