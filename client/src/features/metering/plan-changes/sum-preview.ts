import type { PlanChangePreview } from '@meterstone/server/contract/metering/plan-changes';

type Account = Pick<PlanChangePreview, 'accountId' | 'name'>;

/** A feature, and whom something about it meets. */
export interface Met {
  featureCode: string;
  accounts: Account[];
}

/** What a change of plan does to many, as one asks before it. */
export interface PreviewSum {
  /** How many come from which plan; null: from none. The most first. */
  from: { planCode: string | null; count: number }[];
  /** Those who have an older version of the plan. */
  older: number;
  keeping: number;
  /** Those who can't be given any plan. */
  refused: Account[];
  /** All that are neither `keeping` nor `refused`. */
  changing: number;
  usedUp: Met[];
  loses: Met[];
  overridden: Met[];
  keptBelow: Met[];
  bought: Account[];
}

export function willChange({ effect }: Pick<PlanChangePreview, 'effect'>): boolean {
  return effect === 'changes' || effect === 'newer_version';
}

/** Sums up the previews of single accounts. */
export function sumPreview(accounts: readonly PlanChangePreview[]): PreviewSum {
  const changing = accounts.filter(willChange);
  const plans = Map.groupBy(
    changing.filter(({ effect }) => effect === 'changes'),
    ({ planCode }) => planCode,
  );
  return {
    from: [...plans]
      .map(([planCode, all]) => ({ planCode, count: all.length }))
      .toSorted((one, other) => other.count - one.count),
    older: changing.filter(({ effect }) => effect === 'newer_version').length,
    keeping: accounts.filter(({ effect }) => effect === 'keeps').length,
    refused: accounts.filter(({ effect }) => effect === 'refused'),
    changing: changing.length,
    usedUp: byFeature(changing, ({ usedUp }) => usedUp),
    loses: byFeature(changing, ({ loses }) => loses),
    overridden: byFeature(changing, ({ overrides, keptBelow }) =>
      overrides.filter((code) => !keptBelow.includes(code)),
    ),
    keptBelow: byFeature(changing, ({ keptBelow }) => keptBelow),
    bought: changing.filter(({ isBought }) => isBought),
  };
}

/** The feature that meets the most accounts first. */
function byFeature(
  accounts: readonly PlanChangePreview[],
  featuresOf: (account: PlanChangePreview) => readonly string[],
): Met[] {
  const met = new Map<string, Account[]>();
  for (const account of accounts) {
    for (const code of featuresOf(account)) met.set(code, [...(met.get(code) ?? []), account]);
  }
  return [...met]
    .map(([featureCode, all]) => ({ featureCode, accounts: all }))
    .toSorted((one, other) => other.accounts.length - one.accounts.length);
}
