import { sql } from 'kysely';
import { withTransaction } from '../../db/transaction.ts';
import { writeAudit } from '../../identity/service.ts';
import type { Job } from '../../jobs/scheduler.ts';
import type { MeteringContext } from '../context.ts';

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
          select * from public.take_untold_change_failures(
            p_attempts => ${attemptsBeforeNews}, p_limit => ${batch}
          )`.execute(tx);
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
