import { sql } from 'kysely';
import { withTransaction } from '../../db/transaction.ts';
import { batchRows, deleteOld } from '../../jobs/delete-old.ts';
import type { Job } from '../../jobs/scheduler.ts';
import type { MeteringContext } from '../context.ts';
import { showStates } from '../states/cached-states.ts';
import { expireReservations, type DueReservation } from './queries.ts';

const batch = 500;

/**
 * Ends reservations whose time is up on counters that nobody touches; a touched counter ends its own. Each turn passes
 * over all of them once: those that are held or can't be ended keep no other waiting.
 */
const sweepReservations: Job<MeteringContext> = {
  name: 'sweep_reservations',
  cron: '* * * * *',
  async run(ctx) {
    let last: DueReservation | undefined;
    for (;;) {
      const after = last;
      const due = await withTransaction(ctx, (tx) => expireReservations(tx, batch, after));
      last = due.at(-1);
      const freed = due.filter(({ isFreed }) => isFreed);
      const states = await ctx.meter.stateReader.submitEach(freed);
      await showStates(
        ctx,
        freed.flatMap((counter, index) => {
          const state = states[index];
          return state?.status === 'fulfilled' && state.value
            ? [{ accountId: counter.accountId, featureCode: counter.featureCode, state: state.value }]
            : [];
        }),
      );
      if (due.length < batch) return;
    }
  },
};

/** See forget_reservations.sql. */
export const forgetReservations = deleteOld({
  name: 'forget_reservations',
  cron: '47 3 * * *',
  batch: sql`select public.forget_reservations(${batchRows}) as gone`,
});

export const reservationJobs: readonly Job<MeteringContext>[] = [sweepReservations, forgetReservations];
