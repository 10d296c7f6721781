import { counterLimit } from '../../bounds.ts';
import type { Unit } from '../../catalog/contract.ts';
import type { FeatureSummary } from '../../catalog/service.ts';
import { ofQuota, percentOf, type Check, type Quota } from './contract.ts';

/** Whose state is asked for, and of what. */
export interface StateWanted {
  accountId: string;
  featureCode: string;
}

/** Where an account stands with one feature, as Postgres said it at `version`. */
export interface QuotaState {
  kind: 'metered' | 'boolean';
  isEnabled: boolean;
  /** -1 is unlimited; 0 for boolean features. */
  quota: number;
  used: number;
  reserved: number;
  /** Units that credits have paid, or are held to pay; they add to the quota. */
  overage: number;
  overageCredits: number;
  /** Credits may pay beyond the quota, if the owner agrees; null where recording, which told the rest, did not say. */
  isElastic: boolean | null;
  resetPeriod: Quota['resetPeriod'];
  periodStart: string | null;
  /** Null: the period never ends. */
  periodEnd: string | null;
  timeZone: string;
  version: number;
  /** Milliseconds since 1970 until which the numbers may be believed without asking again. */
  validUntil: number;
}

/** The state as the API shows it. */
export function toQuota(featureCode: string, unit: Unit, state: QuotaState): Quota {
  const { kind, isEnabled, used, reserved, overage } = state;
  const quota = kind === 'boolean' ? (isEnabled ? -1 : 0) : state.quota;
  const unlimited = quota === -1;
  const paid = overage > 0 ? { units: overage, credits: state.overageCredits } : null;
  const counted = ofQuota({ quota, used, reserved, overage: paid });
  return {
    featureCode,
    kind,
    unit,
    enabled: kind === 'boolean' ? isEnabled : quota !== 0,
    unlimited,
    quota,
    used,
    reserved,
    remaining: unlimited ? -1 : Math.max(quota + overage - used - reserved, 0),
    percent: unlimited ? null : percentOf(counted.used + counted.reserved, quota),
    overage: paid,
    resetPeriod: state.resetPeriod,
    periodStart: state.periodStart,
    periodEnd: state.periodEnd,
    timeZone: state.timeZone,
  };
}

/** Whether the quota, and what credits have paid beyond it, has that much left, and the counter: see refusal_of.sql. */
export function fits(state: QuotaState, amount: number): boolean {
  // A sum that is past the limit is never rounded to one that is not.
  const counted = state.used + state.reserved + amount;
  return counted <= counterLimit && (state.quota === -1 || counted <= state.quota + state.overage);
}

/**
 * Would this amount be accepted, judged by what is known; recording decides, and has more to judge by. The twin of
 * check_user_quota.sql, since most checks are answered from the cache, without Postgres; a test holds the two to the
 * same answers. Where the quota has no room but credits may pay, there is no twin: ask Postgres.
 */
export function judge(
  feature: Pick<FeatureSummary, 'code' | 'unit'>,
  state: QuotaState | undefined,
  amount: number,
): Check {
  if (!state) return { allowed: false, reason: 'feature_not_in_plan', quota: null };
  const quota = toQuota(feature.code, feature.unit, state);
  if (state.kind === 'boolean') {
    return state.isEnabled
      ? { allowed: true, quota }
      : { allowed: false, reason: 'feature_not_in_plan', quota };
  }
  return fits(state, amount) ? { allowed: true, quota } : { allowed: false, reason: 'quota_exceeded', quota };
}
