import type { AdminPlan } from '@meterstone/server/contract/catalog';
import type { AccountDetail } from '@meterstone/server/contract/metering/accounts';

type Period = 'daily' | 'monthly' | 'never' | null;

/** What a change of plan does to one feature of an account. */
export interface FeatureEffect {
  featureCode: string;
  kind: 'metered' | 'boolean';
  /** Of a metered feature; null when not included. Of a boolean one 1 is on and null is off. */
  before: number | null;
  after: number | null;
  periodBefore: Period;
  periodAfter: Period;
  /** An override holds whatever the plan says. */
  isOverridden: boolean;
  /** When that ends; null where it does not, or there is none. */
  overriddenUntil: string | null;
  /** That override gives less than the plan would. */
  isKeptBelow: boolean;
  /** What has been used, where that is more than will be allowed. */
  usedAbove: number | null;
}

interface Grant {
  kind: 'metered' | 'boolean';
  amount: number | null;
  period: Period;
}

/** Features that the plan changes for the account, in the plan's order, those that it takes away last. */
export function changesByPlan(account: AccountDetail, plan: AdminPlan): FeatureEffect[] {
  const after = new Map<string, Grant>(
    plan.features.map(({ code, kind, quota, enabled, resetPeriod }) => [
      code,
      { kind, amount: kind === 'boolean' ? Number(enabled) || null : quota || null, period: resetPeriod },
    ]),
  );
  const present = new Map(account.quotas.map((quota) => [quota.featureCode, quota]));
  const overrides = new Map(account.overrides.map((override) => [override.featureCode, override]));
  return [...new Set([...after.keys(), ...present.keys()])].flatMap((featureCode) => {
    const now = present.get(featureCode);
    const next = after.get(featureCode);
    const kind = next?.kind ?? now?.kind ?? 'metered';
    const nowAmount = kind === 'boolean' ? Number(now?.enabled ?? false) : (now?.quota ?? 0);
    const effect = {
      featureCode,
      kind,
      before: nowAmount || null,
      after: next?.amount ?? null,
      periodBefore: now?.resetPeriod ?? null,
      periodAfter: next?.period ?? null,
      isOverridden: overrides.has(featureCode),
      overriddenUntil: overrides.get(featureCode)?.expiresAt ?? null,
    };
    const isSame =
      effect.before === effect.after && (effect.after === null || effect.periodBefore === effect.periodAfter);
    if (isSame && !effect.isOverridden) return [];
    return [{ ...effect, isKeptBelow: isKeptBelow(effect), usedAbove: usedAbove(effect, now?.used ?? 0) }];
  });
}

function isKeptBelow({
  before,
  after,
  isOverridden,
}: Pick<FeatureEffect, 'before' | 'after' | 'isOverridden'>): boolean {
  if (!isOverridden || before === -1 || after === null) return false;
  return after === -1 || after > (before ?? 0);
}

function usedAbove(
  { kind, after, isOverridden }: Pick<FeatureEffect, 'kind' | 'after' | 'isOverridden'>,
  used: number,
): number | null {
  if (kind === 'boolean' || isOverridden || after === -1) return null;
  return used > 0 && used >= (after ?? 0) ? used : null;
}
