import { accountHooks } from './accounts/account-hooks.ts';
import type { MeteringContext } from './context.ts';
import { startEntitlementChanges } from './entitlements/entitlement-messages.ts';
import { meteringJobs } from './jobs.ts';
import { createMeter } from './meter.ts';
import { startOverrideEnds } from './overrides/pump.ts';
import { ensureUsagePartitionsAtBoot } from './recording/partitions.ts';
import { catalogHooks } from './rollouts/catalog-hooks.ts';
import { startRollouts } from './rollouts/rollouts.ts';
import { meteringRoutes } from './routes.ts';

/** What `features.ts` takes of metering. */
export const metering = {
  name: 'metering',
  routes: meteringRoutes,
  jobs: meteringJobs,
  hooks: { accounts: accountHooks, catalog: catalogHooks },
  async build(ctx: Omit<MeteringContext, 'meter'>) {
    await ensureUsagePartitionsAtBoot(ctx.db, ctx.logger);
    return { meter: createMeter(ctx) };
  },
  start(ctx: MeteringContext) {
    startEntitlementChanges(ctx);
    const rollouts = startRollouts(ctx);
    const overrideEnds = startOverrideEnds(ctx);
    return [() => Promise.all([rollouts.stop(), overrideEnds.stop()])];
  },
} as const;
