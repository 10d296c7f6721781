import type { MeteringContext } from '../context.ts';
import { forgetStates, showStates } from '../states/cached-states.ts';
import type { StateWanted } from '../states/quota-state.ts';
import { stateOf, type UsageInput, type UsageOutcome } from './usage.ts';

/** Refusals that were judged by the counter, and tell it. */
const tellsCounter = new Set([null, 'quota_exceeded', 'insufficient_credits']);

/** A held amount may expire any moment, so numbers that include one are believed only this long. */
const holdTrustMs = 1_000;

/**
 * Shows the last state of each counter, forgets what a use of a coming period may have changed, wakes the alert pump
 * where a threshold was crossed, and has browsers told of credits where they paid.
 */
export function showOutcomes(
  ctx: MeteringContext,
  inputs: readonly UsageInput[],
  outcomes: readonly UsageOutcome[],
): void | Promise<void> {
  const now = Date.now();
  const early: (StateWanted & { version: number })[] = [];
  const latest = new Map<string, { input: UsageInput; outcome: UsageOutcome }>();
  for (const [index, input] of inputs.entries()) {
    const outcome = outcomes[index];
    if (!outcome || outcome.version === 0 || outcome.quota === null || outcome.periodStart === null) continue;
    if (outcome.status === 'rejected' && !tellsCounter.has(outcome.code)) continue;
    if (Date.parse(outcome.periodStart) > now) {
      // Most such counters count from their own start; one that took over from others counts what happens now, too.
      const { accountId, featureCode } = input;
      early.push({ accountId, featureCode, version: outcome.version - 1 });
      continue;
    }
    // A use of yesterday says nothing about the current period.
    if (outcome.validUntil <= now) continue;
    const key = `${input.accountId}:${input.featureCode}`;
    const before = latest.get(key);
    if (!before || outcome.version > before.outcome.version || outcome.used >= before.outcome.used) {
      latest.set(key, { input, outcome });
    }
  }
  if (outcomes.some(({ alerts }) => alerts.length > 0)) ctx.meter.alertPump.wake();
  ctx.ledger.teller.tell(
    inputs.flatMap(({ accountId }, index) => {
      const outcome = outcomes[index];
      return outcome?.status === 'recorded' && outcome.paidCredits > 0 ? [accountId] : [];
    }),
  );

  const shown = showStates(
    ctx,
    [...latest.values()].map(({ input: { accountId, featureCode }, outcome }) => {
      const state = stateOf(outcome);
      if (outcome.reserved > 0) state.validUntil = Math.min(state.validUntil, now + holdTrustMs);
      return { accountId, featureCode, state };
    }),
  );
  if (early.length === 0) return shown;
  return Promise.all([shown, forgetStates(ctx, early)]).then(() => undefined);
}
