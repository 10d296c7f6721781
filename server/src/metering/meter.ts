import { sqlstateOf, translateDatabaseError } from '../db/sqlstate.ts';
import { AppError } from '../lib/app-error.ts';
import type { FailureVerdict } from '../lib/batch-fates.ts';
import { Coalescer } from '../lib/coalescer.ts';
import { createPoller } from '../lib/poller.ts';
import { createAlertPump } from './alerts/pump.ts';
import type { Meter, MeteringContext } from './context.ts';
import { findHeldAccounts, recordHeldUsages } from './recording/held-accounts.ts';
import { recordUsages, type UsageInput, type UsageOutcome } from './recording/queries.ts';
import { forgetStates, noteStates } from './states/cached-states.ts';
import { readStates } from './states/queries.ts';

/** How long an alert may wait for its push when the node that raised it died. */
const alertPollMs = 1_000;

/** A held amount may expire any moment, so numbers that include one are believed only this long. */
const holdTrustMs = 1_000;

/** Puts together what metering runs on this node. Call once, when the rest of the context stands. */
export function createMeter(ctx: Omit<MeteringContext, 'meter'>): Meter {
  const { doubt, recordingPool } = ctx;
  const pumpAlerts = createAlertPump(ctx);
  async function learn(
    inputs: readonly UsageInput[],
    recording: Promise<UsageOutcome[]>,
  ): Promise<UsageOutcome[]> {
    const outcomes = await recording;
    const noted = noteOutcomes(whole, inputs, outcomes);
    if (noted) await noted;
    return outcomes;
  }

  const meter: Meter = {
    recorder: new Coalescer({
      maxBatch: 1_000,
      maxWaiting: 100_000,
      onFailure,
      run: (inputs) =>
        learn(
          inputs,
          doubt.watch(() => recordUsages(recordingPool, inputs)),
        ),
      apart: {
        keyOf: ({ accountId }) => accountId,
        findHeld: (inputs) =>
          findHeldAccounts(
            ctx.recordingDb,
            inputs.map(({ accountId }) => accountId),
          ),
        run: (inputs, patienceMs) => learn(inputs, recordHeldUsages(ctx.pool, inputs, patienceMs)),
      },
    }),
    stateReader: new Coalescer({
      maxBatch: 500,
      maxWaiting: 100_000,
      onFailure,
      run: (wanted) => doubt.watch(() => readStates(recordingPool, wanted)),
    }),
    alertPump: createPoller({
      name: 'alerts',
      intervalMs: alertPollMs,
      logger: ctx.logger,
      run: () => doubt.watch(pumpAlerts),
    }),
    async close() {
      await meter.recorder.drain();
      await meter.alertPump.stop();
    },
  };
  const whole: MeteringContext = { ...ctx, meter };
  return meter;
}

/**
 * A deadlock or a key taken meanwhile left nothing behind: the same again. A database out of reach may or may not
 * have committed: everybody is told, and retries under their keys. Anything else one event may be to blame for.
 */
function onFailure(error: unknown): FailureVerdict {
  const sqlstate = sqlstateOf(error);
  if (sqlstate === '40001' || sqlstate === '40P01') return 'retry';
  if (sqlstate === '55P03') return 'held';
  if (sqlstate === undefined || translateDatabaseError(error) instanceof AppError) return 'fail';
  return 'split';
}

/**
 * Makes the last state of each counter known, forgets what a use of a coming period may have changed, and wakes the
 * alert pump where a threshold was crossed.
 */
function noteOutcomes(
  ctx: MeteringContext,
  inputs: readonly UsageInput[],
  outcomes: readonly UsageOutcome[],
): void | Promise<void> {
  const now = Date.now();
  const early: { accountId: string; featureCode: string; version: number }[] = [];
  const latest = new Map<string, { input: UsageInput; outcome: UsageOutcome; quota: number }>();
  for (const [index, input] of inputs.entries()) {
    const outcome = outcomes[index];
    if (!outcome || outcome.version === 0 || outcome.quota === null || outcome.periodStart === null) continue;
    if (outcome.status === 'rejected' && outcome.code !== 'quota_exceeded') continue;
    if (Date.parse(outcome.periodStart) > now) {
      // Most such counters count from their own start; one that took over from others counts what happens now, too.
      const { accountId, featureCode } = input;
      early.push({ accountId, featureCode, version: outcome.version });
      continue;
    }
    // A use of yesterday says nothing about the current period.
    if (outcome.validUntil <= now) continue;
    const key = `${input.accountId}:${input.featureCode}`;
    const before = latest.get(key);
    if (!before || outcome.version > before.outcome.version || outcome.used >= before.outcome.used) {
      latest.set(key, { input, outcome, quota: outcome.quota });
    }
  }
  if (outcomes.some(({ alerts }) => alerts.length > 0)) ctx.meter.alertPump.wake();

  const noted = noteStates(
    ctx,
    [...latest.values()].map(({ input, outcome, quota }) => ({
      accountId: input.accountId,
      featureCode: input.featureCode,
      state: {
        kind: 'metered' as const,
        isEnabled: true,
        quota,
        used: outcome.used,
        reserved: outcome.reserved,
        resetPeriod: outcome.resetPeriod,
        periodStart: outcome.periodStart,
        periodEnd: outcome.periodEnd,
        timeZone: outcome.timeZone,
        version: outcome.version,
        validUntil:
          outcome.reserved > 0 ? Math.min(outcome.validUntil, now + holdTrustMs) : outcome.validUntil,
      },
    })),
  );
  if (early.length === 0) return noted;
  return Promise.all([noted, forgetStates(ctx, early)]).then(() => undefined);
}
