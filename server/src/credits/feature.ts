import { relayCreditChanges } from './balances/announcements.ts';
import type { CreditsContext } from './context.ts';
import { creditJobs } from './jobs.ts';
import { createLedger } from './ledger.ts';
import { relayCreditNotices } from './notices/jobs.ts';
import { relayPackageChanges } from './packages/history.ts';
import { creditRoutes } from './routes.ts';

/** What `features.ts` takes of credits. */
export const credits = {
  name: 'credits',
  routes: creditRoutes,
  jobs: creditJobs,
  hooks: {},
  build: (ctx: Omit<CreditsContext, 'ledger'>) => ({ ledger: createLedger(ctx) }),
  start(ctx: CreditsContext) {
    relayCreditChanges(ctx);
    relayPackageChanges(ctx);
    relayCreditNotices(ctx);
    return [];
  },
} as const;
