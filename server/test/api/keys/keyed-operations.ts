import { randomUUID } from 'node:crypto';
import { HealthReport, type HealthFinding } from '../../../src/health/contract.ts';
import { Job } from '../../../src/operations/jobs/contract.ts';
import { waitUntil } from '../../harness/clock/wait.ts';
import { tamper } from '../../harness/database/tamper.ts';
import type { MeteringServer } from '../../harness/metering/metering-server.ts';
import type { KeyedRequest } from './keyed-request.ts';

/** The POSTs of those who run the box that honour a key. */
export function keyedOperations(node: () => MeteringServer): Record<string, () => Promise<KeyedRequest>> {
  const asAdmin = () => ({ token: node().admin });

  const countRows =
    (statement: string, values: unknown[] = []) =>
    async () =>
      (await node().server.ctx.pool.query<object>(statement, values)).rows;

  /** A counter that was tampered with, once it was found. */
  async function findTampered(): Promise<HealthFinding> {
    const { id } = await node().account();
    await node().use(id, { amount: 10 });
    await tamper(node().server.owner, 'update public.user_usage set used = 9 where account_id = $1', [id]);
    let finding: HealthFinding | undefined;
    await waitUntil(async () => {
      await node().post('/admin/health/run', {}, asAdmin());
      const report = HealthReport.parse(await node().done(node().get('/admin/health/report', asAdmin())));
      finding = report.findings.find(({ accountId }) => accountId === id);
      return finding !== undefined && report.underWay === null;
    });
    if (!finding) throw new Error('It was not found');
    return finding;
  }

  return {
    'POST /admin/health/run': () =>
      Promise.resolve({
        path: '/admin/health/run',
        body: {},
        // It knows no content.
        otherBody: {},
        ...asAdmin(),
        effect: countRows(`select count(*) from public.health_runs`),
      }),
    'POST /admin/health/repairs': async () => {
      const { id, accountId } = await findTampered();
      return {
        path: '/admin/health/repairs',
        body: { findingId: id },
        otherBody: { findingId: randomUUID() },
        ...asAdmin(),
        effect: countRows(
          `select count(*) from public.audit_log where account_id = $1 and action = 'health.repaired'`,
          [accountId],
        ),
      };
    },
    'POST /admin/jobs/:name/run': async () => {
      const path = '/admin/jobs/forget_sessions/run';
      // Jobs begin some seconds after the server: once one has run, all that they need is there.
      await waitUntil(async () => {
        await node().post(path, {}, asAdmin());
        const jobs = Job.array().parse(await node().done(node().get('/admin/jobs', asAdmin())));
        return jobs.some(({ name, lastSuccessAt }) => name === 'forget_sessions' && lastSuccessAt !== null);
      });
      return {
        path,
        body: {},
        otherBody: {},
        ...asAdmin(),
        effect: countRows(`select count(*) from public.audit_log where action = 'job.requested'`),
      };
    },
  };
}
