import { sql } from 'kysely';
import { withTransaction } from '../../db/transaction.ts';
import { batchRows, deleteOld } from '../../jobs/delete-old.ts';
import type { Job } from '../../jobs/scheduler.ts';
import type { MeteringContext } from '../context.ts';
import { showStates } from '../states/cached-states.ts';
import { expireReservations } from './queries.ts';

const batch = 500;

/** Ends reservations whose time is up on counters that nobody touches; a touched counter ends its own. */
const sweepReservations: Job<MeteringContext> = {
  name: 'sweep_reservations',
  cron: '* * * * *',
  async run(ctx) {
    for (;;) {
      const freed = await withTransaction(ctx, (tx) => expireReservations(tx, batch));
      if (freed.length === 0) return;
      const states = await ctx.meter.stateReader.submitEach(freed);
      await showStates(
        ctx,
        freed.flatMap((counter, index) => {
          const state = states[index];
          return state?.status === 'fulfilled' && state.value ? [{ ...counter, state: state.value }] : [];
        }),
      );
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
