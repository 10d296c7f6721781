import type { Job } from '../jobs/scheduler.ts';
import type { MeteringContext } from './context.ts';
import { entitlementJobs } from './entitlements/jobs.ts';
import { recordingJobs } from './recording/jobs.ts';
import { reservationJobs } from './reservations/jobs.ts';

export const meteringJobs: readonly Job<MeteringContext>[] = [
  ...recordingJobs,
  ...reservationJobs,
  ...entitlementJobs,
];
