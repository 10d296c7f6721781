import { sql } from 'kysely';
import type { Database } from '../db/pool.ts';
import { withTransaction } from '../db/transaction.ts';
import { batchRows, deleteInBatches } from '../jobs/delete-in-batches.ts';
import type { Job } from '../jobs/scheduler.ts';
import { tellChangeFailures } from './change-failures.ts';
import type { MeteringContext } from './context.ts';
import { applyDueRenewals } from './plan-queries.ts';
import { expireReservations } from './reservation-queries.ts';
import { noteStates, refreshEntitlements } from './states.ts';
import { createTurnSize } from './turn-size.ts';

const batch = 500;

/** Frees holds whose time is up on counters that nobody touches; a touched counter frees its own. */
const sweepReservations: Job<MeteringContext> = {
  name: 'sweep_reservations',
  cron: '* * * * *',
  async run(ctx) {
    for (;;) {
      const freed = await withTransaction(ctx, (tx) => expireReservations(tx, batch));
      if (freed.length === 0) return;
      const states = await ctx.meter.stateReader.submitEach(freed);
      await noteStates(
        ctx,
        freed.flatMap((counter, index) => {
          const state = states[index];
          return state?.status === 'fulfilled' && state.value ? [{ ...counter, state: state.value }] : [];
        }),
      );
    }
  },
};

/** Takes published versions with rollout `renewal` to accounts whose month has ended. */
const renewPlans: Job<MeteringContext> = {
  name: 'renew_plans',
  cron: '* * * * *',
  async run(ctx) {
    const size = createTurnSize();
    for (;;) {
      const from = performance.now();
      const renewed = await withTransaction(ctx, (tx) => applyDueRenewals(tx, size.accounts));
      if (renewed.length === 0) return;
      size.took(performance.now() - from, renewed.length);
      await refreshEntitlements(ctx, renewed);
    }
  },
};

const makePartitions: Job<MeteringContext> = {
  name: 'make_usage_partitions',
  cron: '17 3 * * *',
  run: (ctx) => ensureUsagePartitions(ctx.db),
};

/** Keys are promised for 35 days; one more for clocks. */
const forgetUsageKeys: Job<MeteringContext> = {
  name: 'forget_usage_keys',
  cron: '37 3 * * *',
  async run(ctx) {
    for (;;) {
      const { rows } = await sql`
        delete from public.usage_idempotency_keys
        where (account_id, key) in (
          select account_id, key from public.usage_idempotency_keys
          where created_at < clock_timestamp() - interval '36 days'
          limit 10000
        )
        returning 1`.execute(ctx.db);
      if (rows.length < 10_000) return;
    }
  },
};

/** Closed holds; long past the 35 days in which their keys and commits are answered again. Their records stay. */
export const forgetReservations: Job<Pick<MeteringContext, 'db'>> = {
  name: 'forget_reservations',
  cron: '47 3 * * *',
  run: ({ db }) =>
    deleteInBatches(
      db,
      sql`delete from public.usage_reservations where (account_id, id) in (
            select account_id, id from public.usage_reservations
            where status <> 'held' and closed_at < clock_timestamp() - interval '90 days'
            order by closed_at limit ${batchRows}
          )`,
    ),
};

export const meteringJobs: readonly Job<MeteringContext>[] = [
  sweepReservations,
  renewPlans,
  tellChangeFailures,
  makePartitions,
  forgetUsageKeys,
  forgetReservations,
];

/** Makes sure that records of this month and of the year to come have a place. Call at boot, before traffic. */
export async function ensureUsagePartitions(db: Database): Promise<void> {
  await sql`
    select public.ensure_usage_partitions(now() - interval '1 day', now() + interval '12 months')`.execute(
    db,
  );
}
