import type { Database } from '../db/pool.ts';
import type { Tx } from '../db/transaction.ts';
import type { PlanPreview, Rollout, WaitingVersion } from './contract.ts';
import type { PlanFeatureContent } from './plans/content.ts';

/** What the catalog asks of later features, which know who has a plan and what it is used for. */
export interface CatalogHooks {
  /** How many accounts of a plan use more now than these features would allow. Changes nothing. */
  overQuota(
    db: Database,
    input: { planId: string; features: readonly PlanFeatureContent[] },
  ): Promise<PlanPreview['overQuota']>;
  /** How many accounts that have paid for the plan have more now than these features would give. Changes nothing. */
  lessForBuyers(
    db: Database,
    input: { planId: string; features: readonly PlanFeatureContent[] },
  ): Promise<PlanPreview['lessForBuyers']>;
  /**
   * A version was published: applies it as the rollout says, inside the publishing transaction; to very many accounts
   * it only makes sure that this will be done, soon and whatever crashes.
   */
  published(tx: Tx, input: { planId: string; planVersionId: string; rollout: Rollout }): Promise<void>;
  /** Whether such a rollout of the plan's current version would reach any account that nothing reaches already. */
  rolloutDue(tx: Tx, input: { planId: string; rollout: Rollout }): Promise<boolean>;
  /** How many accounts have each of these plans; plans without any may be missing. */
  subscribers(db: Database | Tx, planIds: readonly string[]): Promise<Map<string, number>>;
  /** For which later versions of these plans accounts that have them wait; plans without any may be missing. */
  waiting(db: Database | Tx, planIds: readonly string[]): Promise<Map<string, WaitingVersion[]>>;
  /** How many accounts keep an older version of these plans; those without any, or to which one is going, may miss. */
  keepingOlder(db: Database | Tx, planIds: readonly string[]): Promise<Map<string, number>>;
  /** How many accounts have paid for the plan for a time that runs, and have it. */
  keptByBuyers(db: Database, planId: string): Promise<number>;
  /** Whether anything but the catalog itself still refers to the plan. */
  planInUse(tx: Tx, planId: string): Promise<boolean>;
  /** Whether any account may use the feature or has used it. */
  featureInUse(tx: Tx, featureCode: string): Promise<boolean>;
}

/**
 * All of them as one. Each acts after those before it; lists are joined and numbers added up; a question is answered
 * with yes as soon as one says so.
 */
export function combineCatalogHooks(all: readonly Partial<CatalogHooks>[]): CatalogHooks {
  async function anySays(
    ask: (hooks: Partial<CatalogHooks>) => Promise<boolean> | undefined,
  ): Promise<boolean> {
    for (const hooks of all) if (await ask(hooks)) return true;
    return false;
  }

  async function sum(
    ask: (hooks: Partial<CatalogHooks>) => Promise<Map<string, number>> | undefined,
  ): Promise<Map<string, number>> {
    const sums = new Map<string, number>();
    for (const hooks of all) {
      for (const [planId, count] of (await ask(hooks)) ?? []) {
        sums.set(planId, (sums.get(planId) ?? 0) + count);
      }
    }
    return sums;
  }

  return {
    async overQuota(db, input) {
      const lists = await Promise.all(all.map(async (hooks) => (await hooks.overQuota?.(db, input)) ?? []));
      return lists.flat();
    },
    async lessForBuyers(db, input) {
      const lists = await Promise.all(
        all.map(async (hooks) => (await hooks.lessForBuyers?.(db, input)) ?? []),
      );
      return lists.flat();
    },
    async published(tx, input) {
      for (const hooks of all) await hooks.published?.(tx, input);
    },
    subscribers: (db, planIds) => sum((hooks) => hooks.subscribers?.(db, planIds)),
    keepingOlder: (db, planIds) => sum((hooks) => hooks.keepingOlder?.(db, planIds)),
    async waiting(db, planIds) {
      const joined = new Map<string, WaitingVersion[]>();
      for (const hooks of all) {
        for (const [planId, versions] of (await hooks.waiting?.(db, planIds)) ?? []) {
          joined.set(planId, [...(joined.get(planId) ?? []), ...versions]);
        }
      }
      return joined;
    },
    async keptByBuyers(db, planId) {
      const counts = await Promise.all(
        all.map(async (hooks) => (await hooks.keptByBuyers?.(db, planId)) ?? 0),
      );
      return counts.reduce((sum, count) => sum + count, 0);
    },
    rolloutDue: (tx, input) => anySays((hooks) => hooks.rolloutDue?.(tx, input)),
    planInUse: (tx, planId) => anySays((hooks) => hooks.planInUse?.(tx, planId)),
    featureInUse: (tx, featureCode) => anySays((hooks) => hooks.featureInUse?.(tx, featureCode)),
  };
}
