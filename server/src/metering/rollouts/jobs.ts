import { withTransaction } from '../../db/transaction.ts';
import type { Job } from '../../jobs/scheduler.ts';
import type { MeteringContext } from '../context.ts';
import { refreshEntitlements } from '../entitlements/refresh.ts';
import { tellChangeFailures } from './change-failures.ts';
import { createChunkSize } from './chunk-size.ts';
import { applyDueRenewals } from './queries.ts';

/** Takes published versions with rollout `renewal` to accounts whose month has ended. */
const renewPlans: Job<MeteringContext> = {
  name: 'renew_plans',
  cron: '* * * * *',
  async run(ctx) {
    const size = createChunkSize();
    for (;;) {
      const from = performance.now();
      const renewed = await withTransaction(ctx, (tx) => applyDueRenewals(tx, size.accounts));
      if (renewed.length === 0) return;
      size.took(performance.now() - from, renewed.length);
      await refreshEntitlements(ctx, renewed);
    }
  },
};

export const rolloutJobs: readonly Job<MeteringContext>[] = [renewPlans, tellChangeFailures];
