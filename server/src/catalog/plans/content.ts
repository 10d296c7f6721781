import { AppError, type FieldError } from '../../lib/app-error.ts';
import type { FieldCode } from '../../lib/errors/field-codes.ts';
import {
  defaultThresholds,
  type FeatureKind,
  type PlanCredits,
  type PlanDraft,
  type PlanFeatureDraft,
} from '../contract.ts';
import type { KnownFeature } from '../features/queries.ts';
import { salesIssues, type PlanSales } from './contract.ts';

/** A feature of a plan with every default filled in, as it is stored and as metering is told. */
export interface PlanFeatureContent {
  code: string;
  kind: FeatureKind;
  /** -1 is unlimited, 0 is none; null for boolean features, as are the next four. */
  quota: number | null;
  resetPeriod: 'daily' | 'monthly' | 'never' | null;
  thresholds: number[] | null;
  overage: 'block' | 'credits' | 'bill' | null;
  /** Null unless credits pay beyond the quota. */
  overageRate: { credits: number; per: number } | null;
  enabled: boolean;
}

/** How a version is sold, and where one asks for what is sold on request. */
export interface PlanSold {
  sales: PlanSales;
  contactUrl: string | null;
}

/** What one version of a plan holds; the shape that publish_plan_version.sql reads. */
export interface PlanContent extends Pick<PlanDraft, 'name' | 'description' | 'prices'>, PlanSold {
  highlighted: boolean;
  features: PlanFeatureContent[];
  credits: PlanCredits | null;
}

/**
 * How the content is sold, of a plan that was sold as `before`: who names no `sales`, as nobody did formerly, means
 * what the prices say. Errors: `invalid_input` where the prices or the contact do not go with it.
 */
export function resolveSales(
  { sales: given, contactUrl: contact, prices }: Pick<PlanDraft, 'sales' | 'contactUrl' | 'prices'>,
  before: PlanSold = { sales: 'free', contactUrl: null },
): PlanSold {
  const unpriced = before.sales === 'on_request' && contact !== null ? 'on_request' : 'free';
  const sales = given ?? (prices.length > 0 ? 'priced' : unpriced);
  const kept = sales === 'on_request' ? before.contactUrl : null;
  const contactUrl = contact === undefined ? kept : contact;
  const errors = salesIssues({ sales, prices, contactUrl });
  if (errors.length > 0) throw new AppError('invalid_input', { errors });
  return { sales, contactUrl };
}

/**
 * Judges each feature by the kind it really has and fills in what was left out: the default thresholds, `block`,
 * enabled; not when a quota resets, which nobody may be left to guess. Archived ones must be among those that
 * the plan `has`.
 * Errors: `invalid_input`, naming every field that does not fit.
 */
export function resolveFeatures(
  drafts: readonly PlanFeatureDraft[],
  known: ReadonlyMap<string, KnownFeature>,
  has: ReadonlySet<string>,
): PlanFeatureContent[] {
  const errors: FieldError[] = [];
  const resolved = drafts.flatMap((draft, index) => {
    const refuse = (field: string, message: string, code?: FieldCode) =>
      errors.push({ path: `features.${index}.${field}`, message, code });
    const feature = known.get(draft.code);
    if (!feature) {
      refuse('code', `There is no feature ${draft.code}`, 'feature_unknown');
      return [];
    }
    if (feature.isArchived && !has.has(draft.code)) {
      refuse(
        'code',
        `${draft.code} is archived: only plans that have it already can keep it`,
        'feature_archived',
      );
    }
    return [feature.kind === 'boolean' ? resolveBoolean(draft, refuse) : resolveMetered(draft, refuse)];
  });
  if (errors.length > 0) throw new AppError('invalid_input', { errors });
  return resolved;
}

type Refuse = (field: string, message: string, code?: FieldCode) => void;

function resolveBoolean(draft: PlanFeatureDraft, refuse: Refuse): PlanFeatureContent {
  for (const field of ['quota', 'resetPeriod', 'thresholds', 'overage', 'overageRate'] as const) {
    if (draft[field] !== undefined && draft[field] !== null) {
      refuse(field, `${draft.code} is on or off and has no ${field}`, 'not_metered');
    }
  }
  return {
    code: draft.code,
    kind: 'boolean',
    quota: null,
    resetPeriod: null,
    thresholds: null,
    overage: null,
    overageRate: null,
    enabled: draft.enabled ?? true,
  };
}

function resolveMetered(draft: PlanFeatureDraft, refuse: Refuse): PlanFeatureContent {
  const quota = draft.quota ?? null;
  if (quota === null) refuse('quota', `${draft.code} is metered and needs a quota`, 'not_boolean');
  const resetPeriod = draft.resetPeriod ?? null;
  if (resetPeriod === null) {
    refuse(
      'resetPeriod',
      `${draft.code} is metered: say when its quota resets, daily, monthly or never`,
      'not_boolean',
    );
  }
  const enabled = quota !== 0;
  if (quota !== null && draft.enabled !== undefined && draft.enabled !== null && draft.enabled !== enabled) {
    refuse('enabled', `${draft.code} is metered: a quota of 0 switches it off, any other on`);
  }
  const overage = draft.overage ?? 'block';
  const overageRate = draft.overageRate ?? null;
  if (overage === 'credits' && overageRate === null) {
    refuse('overageRate', `Say what ${draft.code} costs beyond its quota: so many credits per so many units`);
  }
  if (overage !== 'credits' && overageRate !== null) {
    refuse('overageRate', `Credits pay for ${draft.code} only where its overage is credits`);
  }
  return {
    code: draft.code,
    kind: 'metered',
    quota,
    resetPeriod,
    thresholds: draft.thresholds ?? defaultThresholds,
    overage,
    overageRate,
    enabled,
  };
}
