import type { Job } from '../jobs/scheduler.ts';
import { runHealthCheck, type HealthContext } from './service.ts';

/** All accounts, at an hour at which few are up. */
const checkHealth: Job<HealthContext> = {
  name: 'check_health',
  cron: '11 2 * * *',
  run: (ctx) => runHealthCheck(ctx, 'full'),
};

/** Those that have moved since the look before. */
const checkRecentHealth: Job<HealthContext> = {
  name: 'check_recent_health',
  cron: '*/5 * * * *',
  run: (ctx) => runHealthCheck(ctx, 'recent'),
};

export const healthJobs: readonly Job<HealthContext>[] = [checkHealth, checkRecentHealth];
