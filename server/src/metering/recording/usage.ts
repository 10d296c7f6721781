import type { PaidByCredits } from '../states/contract.ts';
import type { QuotaState } from '../states/quota-state.ts';

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
export interface UsageOutcome extends Omit<QuotaState, 'kind' | 'isEnabled' | 'isElastic' | 'quota'> {
  status: 'recorded' | 'replayed' | 'rejected';
  code: string | null;
  recordId: string | null;
  /** Null where no counter was charged or looked at. */
  quota: number | null;
  alerts: number[];
  /** When the same use can be accepted; null where it was not refused for lack of quota, or never can. */
  retryAt: string | null;
  /** What credits paid of it; where they are too few, or the owner's limit refused it, what they would have. */
  paidUnits: number;
  paidCredits: number;
  /** Where it was refused for lack of credits: what there was; by the owner's limit: what that leaves. */
  availableCredits: number;
}

/** The counter as the outcome left it; a quota of 0 where none was charged or looked at. */
export function stateOf(outcome: UsageOutcome): QuotaState {
  return {
    kind: 'metered',
    isEnabled: true,
    quota: outcome.quota ?? 0,
    used: outcome.used,
    reserved: outcome.reserved,
    overage: outcome.overage,
    overageCredits: outcome.overageCredits,
    isElastic: null,
    resetPeriod: outcome.resetPeriod,
    periodStart: outcome.periodStart,
    periodEnd: outcome.periodEnd,
    timeZone: outcome.timeZone,
    version: outcome.version,
    validUntil: outcome.validUntil,
  };
}

/** What credits paid of an accepted use, if anything. */
export function paidByCreditsOf({ paidUnits, paidCredits }: UsageOutcome): PaidByCredits | undefined {
  return paidUnits > 0 ? { units: paidUnits, credits: paidCredits } : undefined;
}
