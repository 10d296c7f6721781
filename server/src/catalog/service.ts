import type { Context } from '../base-context.ts';
import type { Database } from '../db/pool.ts';
import type { Tx } from '../db/transaction.ts';
import type { FeatureKind, Plan, PlanPreview, PlanStatus, Rollout } from './contract.ts';
import type { PlanFeatureContent } from './plans/content.ts';
import { findDefaultPlan, findPlanReferenceByCode, selectPlanFeatures } from './plans/reference-queries.ts';
import type { Catalog } from './snapshot/snapshot.ts';

/** What the catalog asks of those who know the subscribers; metering answers. */
export interface CatalogHooks {
  /** How many have the plan, and how many of them use more now than these features would allow. Changes nothing. */
  preview(db: Database, input: { planId: string; features: PlanFeatureContent[] }): Promise<PlanPreview>;
  /**
   * A version was published: applies it as the rollout says, inside the publishing transaction; to very many accounts
   * it only makes sure that this will be done, soon and whatever crashes.
   */
  published(tx: Tx, input: { planId: string; planVersionId: string; rollout: Rollout }): Promise<void>;
  /** Whether such a rollout of the plan's current version would reach any account that nothing reaches already. */
  rolloutDue(tx: Tx, input: { planId: string; rollout: Rollout }): Promise<boolean>;
  /** How many accounts have each of these plans; plans without any may be missing. */
  subscribers(db: Database | Tx, planIds: readonly string[]): Promise<Map<string, number>>;
  /** Whether anything but the catalog itself still refers to the plan. */
  planInUse(tx: Tx, planId: string): Promise<boolean>;
  /** Whether any account may use the feature or has used it. */
  featureInUse(tx: Tx, featureCode: string): Promise<boolean>;
}

export interface CatalogContext extends Context {
  catalog: Catalog;
  catalogHooks: CatalogHooks;
}

/** A feature as every part of the server needs it at hand. */
export interface FeatureSummary {
  code: string;
  name: Plan['name'];
  unit: string;
  kind: FeatureKind;
}

/** A plan at the version that newcomers get. */
export interface PlanReference {
  id: string;
  code: string;
  status: PlanStatus;
  isDefault: boolean;
  version: number;
  currentVersionId: string;
}

/** Every feature by its code, from memory; a change on another node shows within milliseconds, at worst seconds. */
export function featureByCode(ctx: Pick<CatalogContext, 'catalog'>): ReadonlyMap<string, FeatureSummary> {
  return ctx.catalog.snapshot.features;
}

/** One feature from memory, `undefined` where there is none; see `featureByCode`. */
export function getFeature(ctx: Pick<CatalogContext, 'catalog'>, code: string): FeatureSummary | undefined {
  return ctx.catalog.snapshot.features.get(code);
}

/**
 * The plan with this code, whatever its status; only active ones may be given to accounts. In a transaction the
 * plan stays as it is until the end: it waits for a publication under way, and the next one waits for it.
 */
export async function findPlanByCode(db: Database | Tx, code: string): Promise<PlanReference | undefined> {
  return findPlanReferenceByCode(db, code);
}

/** The active plan that new accounts start on, if there is one; locks it as `findPlanByCode` does. */
export async function defaultPlan(db: Database | Tx): Promise<PlanReference | undefined> {
  return findDefaultPlan(db);
}

/** What a published version holds, in the plan's order, every default filled in. */
export async function listPlanFeatures(
  db: Database | Tx,
  planVersionId: string,
): Promise<PlanFeatureContent[]> {
  return selectPlanFeatures(db, planVersionId);
}
