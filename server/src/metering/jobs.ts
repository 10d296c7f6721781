import type { Job } from '../jobs/scheduler.ts';
import type { MeteringContext } from './context.ts';
import { recordingJobs } from './recording/jobs.ts';
import { reservationJobs } from './reservations/jobs.ts';
import { rolloutJobs } from './rollouts/jobs.ts';

export const meteringJobs: readonly Job<MeteringContext>[] = [
  ...recordingJobs,
  ...reservationJobs,
  ...rolloutJobs,
];
