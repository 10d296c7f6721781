import { startCreditChanges } from './balances/balance-messages.ts';
import type { CreditsContext } from './context.ts';
import { creditJobs } from './jobs.ts';
import { createLedger } from './ledger.ts';
import { startCreditNotices } from './notices/jobs.ts';
import { startPackageChanges } from './packages/history.ts';
import { creditRoutes } from './routes.ts';

/** What `features.ts` takes of credits. */
export const credits = {
  name: 'credits',
  routes: creditRoutes,
  jobs: creditJobs,
  hooks: {},
  build: (ctx: Omit<CreditsContext, 'ledger'>) => ({ ledger: createLedger(ctx) }),
  start(ctx: CreditsContext) {
    startCreditChanges(ctx);
    startPackageChanges(ctx);
    startCreditNotices(ctx);
    return [];
  },
} as const;
