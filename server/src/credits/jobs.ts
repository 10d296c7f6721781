import type { Job } from '../jobs/scheduler.ts';
import { balanceJobs } from './balances/jobs.ts';
import type { CreditsContext } from './context.ts';
import { tellCreditNotices } from './notices/jobs.ts';
import { forgetCreditReservations } from './reservations/jobs.ts';

export const creditJobs: readonly Job<CreditsContext>[] = [
  ...balanceJobs,
  forgetCreditReservations,
  tellCreditNotices,
];
