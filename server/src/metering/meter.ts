import { judgeBatchFailure } from '../db/contention.ts';
import { Coalescer } from '../lib/batches/coalescer.ts';
import { createPoller } from '../lib/poller.ts';
import { createAlertPump } from './alerts/pump.ts';
import type { Meter, MeteringContext } from './context.ts';
import { findHeldAccounts, recordHeldUsages } from './recording/held-accounts.ts';
import { showOutcomes } from './recording/outcomes.ts';
import { recordUsages } from './recording/queries.ts';
import type { UsageInput, UsageOutcome } from './recording/usage.ts';
import { readStates } from './states/queries.ts';

/** How long an alert may wait for its push when the node that raised it died. */
const alertPollMs = 1_000;

/** One of two, for good: the end of an id is random. */
function laneOf(accountId: string): number {
  return accountId.charCodeAt(accountId.length - 1) & 1;
}

/** Puts together what metering runs on this node. Call once, when the rest of the context stands. */
export function createMeter(ctx: Omit<MeteringContext, 'meter'>): Meter {
  const { reachability, recordingPool } = ctx;
  const pumpAlerts = createAlertPump(ctx);
  async function learn(
    inputs: readonly UsageInput[],
    recording: Promise<UsageOutcome[]>,
  ): Promise<UsageOutcome[]> {
    const outcomes = await recording;
    const shown = showOutcomes(whole, inputs, outcomes);
    if (shown) await shown;
    return outcomes;
  }

  const meter: Meter = {
    recorder: new Coalescer({
      maxBatch: 1_000,
      maxWaiting: 100_000,
      lanes: { count: 2, laneOf: ({ accountId }) => laneOf(accountId), splitAt: 512 },
      onFailure: judgeBatchFailure,
      run: (inputs) =>
        learn(
          inputs,
          reachability.watch(() => recordUsages(recordingPool, inputs)),
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
      onFailure: judgeBatchFailure,
      run: (wanted) => reachability.watch(() => readStates(recordingPool, wanted)),
    }),
    alertPump: createPoller({
      name: 'alerts',
      intervalMs: alertPollMs,
      logger: ctx.logger,
      run: () => reachability.watch(pumpAlerts),
    }),
    async close() {
      await meter.recorder.drain();
      await meter.alertPump.stop();
    },
  };
  const whole: MeteringContext = { ...ctx, meter };
  return meter;
}
