import { retryContention } from '../../db/contention.ts';
import type { Job } from '../../jobs/scheduler.ts';
import type { MeteringContext } from '../context.ts';
import { refreshEntitlements } from '../entitlements/refresh.ts';
import { tellChangeFailures } from './change-failures.ts';
import { createChunkSize } from './chunk-size.ts';
import { applyDueRenewals } from './queries.ts';

/**
 * Takes versions that accounts wait for to those whose month has ended. Each turn tries all of them once: those that
 * are held or can't be changed keep no other waiting.
 */
const renewPlans: Job<MeteringContext> = {
  name: 'renew_plans',
  cron: '* * * * *',
  async run(ctx) {
    const size = createChunkSize();
    let beganAt: string | undefined;
    for (;;) {
      const turn = beganAt;
      const { tried, tookMs } = await retryContention(() => applyDueRenewals(ctx.db, size.accounts, turn));
      if (tried.length === 0) return;
      beganAt ??= tried[0]?.triedAt;
      const renewed = tried.filter(({ isRenewed }) => isRenewed).map(({ accountId }) => accountId);
      size.took(tookMs, renewed.length);
      await refreshEntitlements(ctx, renewed);
    }
  },
};

export const rolloutJobs: readonly Job<MeteringContext>[] = [renewPlans, tellChangeFailures];
