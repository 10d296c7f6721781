import { setTimeout as delay } from 'node:timers/promises';
import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../db/pool.ts';
import { withTransaction } from '../db/transaction.ts';
import { batchRows } from '../jobs/delete-in-batches.ts';
import type { Job } from '../jobs/scheduler.ts';
import type { Logger } from '../lib/logger.ts';
import type { MeteringContext } from './context.ts';
import { tellChangeFailures } from './entitlements/change-failures.ts';
import { createTurnSize } from './entitlements/chunk-size.ts';
import { applyDueRenewals } from './entitlements/plan-queries.ts';
import { refreshEntitlements } from './entitlements/refresh.ts';
import { expireReservations } from './reservations/queries.ts';
import { showStates } from './states/cached-states.ts';

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

/** See forget_usage_keys.sql. */
const forgetUsageKeys: Job<MeteringContext> = {
  name: 'forget_usage_keys',
  cron: '37 3 * * *',
  run: ({ db }) => repeatUntilFewer(db, sql`select public.forget_usage_keys(${batchRows}) as gone`),
};

/** See forget_reservations.sql. */
export const forgetReservations: Job<Pick<MeteringContext, 'db'>> = {
  name: 'forget_reservations',
  cron: '47 3 * * *',
  run: ({ db }) => repeatUntilFewer(db, sql`select public.forget_reservations(${batchRows}) as gone`),
};

/** Short transactions, whatever has piled up. */
async function repeatUntilFewer(db: Database, statement: RawBuilder<{ gone: number }>): Promise<void> {
  for (let gone = batchRows; gone >= batchRows;) {
    const { rows } = await statement.execute(db);
    gone = rows[0]?.gone ?? 0;
  }
}

export const meteringJobs: readonly Job<MeteringContext>[] = [
  sweepReservations,
  renewPlans,
  tellChangeFailures,
  makePartitions,
  forgetUsageKeys,
  forgetReservations,
];

const partitionAttempts = 20;

/**
 * Makes sure that records of this month and of the year to come have a place, without making any use wait. Call at
 * boot, before traffic. Throws when somebody held what that needs for so long that it was given up.
 */
export async function ensureUsagePartitions(db: Database): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const missing = await countMissingPartitions(db, '12 months');
    if (missing === 0) return;
    if (attempt === partitionAttempts) {
      throw new Error(`${missing} partitions of usage_records could not be made beside a long transaction`);
    }
    await delay(Math.random() * 500);
  }
}

/** The same at boot, which goes on as long as records of now and of tomorrow have a place: the rest is a job's. */
export async function ensureUsagePartitionsAtBoot(db: Database, logger: Logger): Promise<void> {
  try {
    await ensureUsagePartitions(db);
  } catch (error) {
    if ((await countMissingPartitions(db, '1 day')) > 0) throw error;
    logger.warn({ err: error }, 'partitions of later months are made another time');
  }
}

async function countMissingPartitions(db: Database, ahead: string): Promise<number> {
  const { rows } = await sql<{ missing: number }>`
    select public.ensure_usage_partitions(now() - interval '1 day', now() + ${ahead}::interval) as missing`.execute(
    db,
  );
  return rows[0]?.missing ?? 0;
}
