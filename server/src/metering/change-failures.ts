import { sql } from 'kysely';
import { withTransaction } from '../db/transaction.ts';
import { writeAudit } from '../identity/service.ts';
import type { Job } from '../jobs/scheduler.ts';
import type { MeteringContext } from './context.ts';

/** Few, as they stay locked while their audit lines are written one by one. */
const batch = 50;
/** An account that somebody held for a moment is no news: it gets the change at the next attempt. */
const attemptsBeforeNews = 3;

interface FailureRow {
  account_id: string;
  change: string;
  plan_code: string | null;
  plan_version: number | null;
  error: string;
}

/**
 * Tells of accounts to which a change that many get could not be made at several attempts (see change_accounts.sql),
 * each once however often it fails: admins by the audit log, whoever operates the service by the log.
 */
export const tellChangeFailures: Job<MeteringContext> = {
  name: 'tell_change_failures',
  cron: '* * * * *',
  async run(ctx) {
    for (;;) {
      const told = await withTransaction(ctx, async (tx) => {
        const { rows } = await sql<FailureRow>`
          with untold as (
            select account_id, change, plan_version_id from public.account_change_failures
            where told_at is null and attempts >= ${attemptsBeforeNews}
            order by failed_at
            limit ${batch}
            for update skip locked
          )
          update public.account_change_failures as failure
          set told_at = clock_timestamp()
          from untold
          left join public.plan_versions as version on version.id = untold.plan_version_id
          left join public.plans as plan on plan.id = version.plan_id
          where failure.account_id = untold.account_id and failure.change = untold.change
          returning failure.account_id, failure.change, failure.error,
            plan.code as plan_code, version.version as plan_version`.execute(tx);
        for (const { account_id: accountId, change, plan_code: plan, plan_version: version, error } of rows) {
          await writeAudit(tx, 'system', {
            action: 'account.change_failed',
            accountId,
            target: change,
            details: { plan, version, error },
          });
        }
        return rows;
      });
      for (const failure of told) {
        ctx.logger.error({ failure }, 'an account could not be changed; it is tried again');
      }
      if (told.length < batch) return;
    }
  },
};
