import type { MeteringContext } from '../context.ts';
import { forgetStates, showStates } from '../states/cached-states.ts';
import type { QuotaState, StateWanted } from '../states/quota-state.ts';

/** One use to be recorded, its account resolved. */
export interface UsageInput {
  accountId: string;
  featureCode: string;
  amount: number;
  key: string | undefined;
  /** ISO 8601. */
  occurredAt: string | undefined;
  metadata: object | undefined;
}

/** What became of it, with the counter's state right after it; `version` is 0 for a replay, which tells the past. */
export interface UsageOutcome extends Omit<QuotaState, 'kind' | 'isEnabled' | 'quota'> {
  status: 'recorded' | 'replayed' | 'rejected';
  code: string | null;
  recordId: string | null;
  /** Null where no counter was charged or looked at. */
  quota: number | null;
  alerts: number[];
  /** When the same use can be accepted; null where it was not refused for lack of quota, or never can. */
  retryAt: string | null;
}

/** The counter as the outcome left it; a quota of 0 where none was charged or looked at. */
export function stateOf(outcome: UsageOutcome): QuotaState {
  return {
    kind: 'metered',
    isEnabled: true,
    quota: outcome.quota ?? 0,
    used: outcome.used,
    reserved: outcome.reserved,
    resetPeriod: outcome.resetPeriod,
    periodStart: outcome.periodStart,
    periodEnd: outcome.periodEnd,
    timeZone: outcome.timeZone,
    version: outcome.version,
    validUntil: outcome.validUntil,
  };
}

/** A held amount may expire any moment, so numbers that include one are believed only this long. */
const holdTrustMs = 1_000;

/**
 * Shows the last state of each counter, forgets what a use of a coming period may have changed, and wakes the alert
 * pump where a threshold was crossed.
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
    if (outcome.status === 'rejected' && outcome.code !== 'quota_exceeded') continue;
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
