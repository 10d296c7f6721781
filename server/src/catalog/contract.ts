import { z } from 'zod';
import {
  Amount,
  Count,
  Id,
  Instant,
  Json,
  Line,
  OffsetQuery,
  Reason,
  refuseBackward,
  span,
  Text,
} from '../http/contract.ts';
import { Actor } from '../identity/contract.ts';
import { accountsOf, salesIssues, sold, soldDraft, type PlanSales } from './plans/contract.ts';

export { PlanPreview, type WaitingVersion } from './plans/contract.ts';

/** Requests, responses and events of the catalog: features, plans and their history. */

const currencies = new Set(Intl.supportedValuesOf('currency'));

export const FeatureCode = z
  .string()
  .regex(/^[a-z][a-z0-9_]{1,63}$/, 'Use 2 to 64 lower-case letters, digits and _, a letter first')
  .meta({ description: 'Code of a feature, such as `articles_per_day`' });
export const PlanCode = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{1,63}$/, 'Use 2 to 64 lower-case letters, digits, _ and -, a letter first')
  .meta({ description: 'Code of a plan, such as `pro`' });

export const FeatureKind = z.enum(['metered', 'boolean']);
export const PlanStatus = z.enum(['draft', 'active', 'archived']);
export const Interval = z.enum(['month', 'year', 'lifetime']);
export type Interval = z.infer<typeof Interval>;
export const ResetPeriod = z.enum(['daily', 'monthly', 'never']);
export const Overage = z.enum(['block', 'credits', 'bill']);
/** Whom a new version reaches: everybody at once, each account when its month begins anew, or newcomers only. */
export const Rollout = z.enum(['now', 'renewal', 'new_only']).meta({
  description:
    '`renewal`: each account when its month begins anew; who paid for a time keeps theirs until it ends',
});

const Name = Line.min(1).max(200);
export const Search = Line.max(200)
  .optional()
  .meta({ description: 'Part of a code or name, in either language' });

export const Translations = z.strictObject({ en: Name, 'zh-CN': Name });
export const Description = z.strictObject({ en: Text.max(1000), 'zh-CN': Text.max(1000) });

const unitMeta = {
  description:
    'What is counted, in each language; where one and many differ, both: `article|articles`. Empty for what is on or off',
};
export const Unit = z.object({ en: z.string(), 'zh-CN': z.string() }).meta({ id: 'Unit', ...unitMeta });
export type Unit = z.infer<typeof Unit>;
export const noUnit: Unit = { en: '', 'zh-CN': '' };
const UnitText = Line.max(40);

/** One text for both languages. */
const inBoth = (text: string) => ({ en: text, 'zh-CN': text });

export const Quota = z
  .int()
  .min(-1, 'Give -1 for unlimited, 0 for none, or a positive number')
  .meta({ description: '-1 is unlimited, 0 is none' });

export const AmountMinor = Count.meta({ description: 'In the smallest unit of the currency' });
export const Currency = z
  .string()
  .refine((code) => currencies.has(code), 'Give an ISO 4217 currency such as USD')
  .meta({ description: 'ISO 4217' });

export const Thresholds = z
  .array(z.int().min(1).max(100))
  .min(1)
  .max(10)
  .refine((list) => list.every((threshold, index) => index === 0 || threshold > (list[index - 1] ?? 0)), {
    message: 'Give different percentages in ascending order',
    params: { code: 'not_ascending' },
  });
/** Those of a metered feature that names none. `publish_plan_version` says the same in Postgres. */
export const defaultThresholds = [80, 95, 100];

/** What credits pay beyond a quota: so many for each so many units, rounded up for each use. */
export const OverageRate = z.strictObject({
  credits: Amount,
  per: Amount.meta({ description: 'Units' }),
});

const PriceDraft = z.strictObject({ interval: Interval, amountMinor: AmountMinor, currency: Currency });

/** `null` says the same as leaving a field out, so that what was read can be sent back. */
export const PlanFeatureDraft = z.strictObject({
  code: FeatureCode,
  quota: Quota.nullish(),
  resetPeriod: ResetPeriod.nullish().meta({ description: 'Metered features need one' }),
  enabled: z.boolean().nullish(),
  thresholds: Thresholds.nullish(),
  overage: Overage.refine(
    (overage) => overage !== 'bill',
    'Only block and credits are possible today',
  ).nullish(),
  overageRate: OverageRate.nullish().meta({ description: 'With `credits` only' }),
});

const PlanCredits = z
  .object({
    amount: z
      .int()
      .min(1, 'Give a whole number of 1 or more')
      .meta({ description: 'Given in each interval' }),
    interval: z.enum(['month', 'year']).meta({
      description: 'Of the account, whatever the interval of the price: 500 a month on a yearly price, too',
    }),
    rolloverPeriods: z.int().min(0).max(12).meta({
      description: 'How many further intervals the credits live; with 0 they end with their own',
    }),
  })
  .meta({ id: 'PlanCredits' });
const PlanCreditsDraft = z.strictObject({
  ...PlanCredits.shape,
  rolloverPeriods: PlanCredits.shape.rolloverPeriods.default(0),
});

/** Of sort orders, on either side of 0. */
export const largestSortOrder = 1_000_000;

const content = {
  name: Translations,
  description: Description,
  ...soldDraft,
  prices: z.array(PriceDraft).max(50),
  features: z.array(PlanFeatureDraft).max(200),
  credits: PlanCreditsDraft.nullish().meta({ description: 'null for none' }),
  sortOrder: z.int().min(-largestSortOrder).max(largestSortOrder).optional(),
  highlighted: z.boolean().optional(),
  status: PlanStatus.optional(),
  isDefault: z.boolean().optional().meta({ description: 'New accounts start on it; at most one plan' }),
};

interface Listed {
  sales?: PlanSales | undefined;
  contactUrl?: string | null | undefined;
  prices: { interval: string; currency: string }[];
  features: { code: string }[];
}

function refuseContradictions(
  { sales, contactUrl, prices, features }: Listed,
  issues: z.RefinementCtx,
): void {
  for (const { path, message, code } of sales ? salesIssues({ sales, prices, contactUrl }) : []) {
    issues.addIssue({ code: 'custom', path: [path], message, params: { code } });
  }
  const seen = new Set<string>();
  const check = (key: string, path: (string | number)[], message: string) => {
    if (seen.has(key)) issues.addIssue({ code: 'custom', path, message, params: { code: 'listed_twice' } });
    seen.add(key);
  };
  prices.forEach(({ interval, currency }, index) =>
    check(
      `${interval} ${currency}`,
      ['prices', index],
      `There is another price for ${interval} and ${currency}`,
    ),
  );
  features.forEach(({ code }, index) => check(code, ['features', index, 'code'], `${code} is listed twice`));
}

export const PlanDraft = z.strictObject({ code: PlanCode, ...content }).superRefine(refuseContradictions);
/** The whole content of a plan. Optional fields that are left out keep their value. */
export const PlanUpdate = z
  .strictObject({ code: PlanCode.optional(), ...content, rollout: Rollout, reason: Reason.optional() })
  .superRefine(refuseContradictions);
export const PlanPreviewRequest = z
  .strictObject({
    code: PlanCode.optional(),
    ...content,
    rollout: Rollout.optional(),
    reason: Reason.optional(),
  })
  .superRefine(refuseContradictions);
const seenStatusMeta = {
  description: 'The status that you saw and change: where it is yet another one by now, nothing is changed',
};
export const PlanStatusUpdate = z.strictObject({
  status: PlanStatus,
  seenStatus: PlanStatus.optional().meta(seenStatusMeta),
  reason: Reason.optional(),
});
export const Price = z.object({ id: Id, interval: Interval, amountMinor: AmountMinor, currency: z.string() });
export const PlanFeature = z
  .object({
    code: z.string(),
    name: Translations,
    unit: Unit,
    kind: FeatureKind,
    quota: Quota.nullable(),
    resetPeriod: ResetPeriod.nullable(),
    enabled: z.boolean().meta({ description: 'Usable: switched on, or a quota other than 0' }),
    overageRate: OverageRate.nullable().meta({
      description: 'What credits pay beyond the quota, once the account agrees; null where they can not',
    }),
  })
  .meta({ id: 'PlanFeature' });

const AdminPlanFeature = PlanFeature.extend({
  thresholds: z.array(z.int()).nullable(),
  overage: Overage.nullable(),
});

/** A plan as everybody sees it. */
export const Plan = z
  .object({
    id: Id,
    code: z.string(),
    name: Translations,
    description: Description,
    version: z.int().min(1),
    highlighted: z.boolean(),
    ...sold,
    prices: z.array(Price),
    features: z.array(PlanFeature),
    credits: PlanCredits.nullable().meta({ description: 'What the plan includes in each interval' }),
  })
  .meta({ id: 'Plan' });

export const AdminPlan = Plan.extend({
  features: z.array(AdminPlanFeature),
  status: PlanStatus,
  sortOrder: z.int(),
  isDefault: z.boolean(),
  ...accountsOf,
  createdAt: Instant,
  updatedAt: Instant,
}).meta({ id: 'AdminPlan' });

export const PlanVersion = z.object({
  version: z.int().min(1),
  publishedAt: Instant,
  actor: Actor,
  reason: z.string().nullable(),
});
export const AdminPlanDetail = AdminPlan.extend({
  versions: z.array(PlanVersion).meta({ description: 'Newest first' }),
}).meta({ id: 'AdminPlanDetail' });

/** What one version of a plan holds, the present or a past one. */
export const PlanVersionContent = PlanVersion.extend({
  planId: Id,
  code: z.string(),
  name: Translations,
  description: Description,
  highlighted: z.boolean(),
  ...sold,
  prices: z.array(Price),
  features: z
    .array(AdminPlanFeature)
    .meta({ description: 'Quotas of that version; names and units as the features have them now' }),
  credits: PlanCredits.nullable(),
}).meta({ id: 'PlanVersionContent' });

/** One changed field; `null` where it was or is not there. */
export const FieldChange = z.object({
  path: z
    .string()
    .meta({ description: 'Such as `features.articles_per_day.quota` or `prices.month.USD.amountMinor`' }),
  before: Json,
  after: Json,
});
export const HistoryAction = z.enum([
  'created',
  'published',
  'status_changed',
  'default_changed',
  'reordered',
  'deleted',
]);
export const HistoryEntry = z
  .object({
    id: Id,
    planId: Id,
    planCode: z.string(),
    planName: Translations.nullable().meta({ description: 'As it is now; of a deleted plan, the last one' }),
    version: z.int().min(1),
    action: HistoryAction,
    actor: Actor,
    at: Instant,
    reason: z.string().nullable(),
    rollout: Rollout.nullable().meta({
      description: 'Whom the version reached; null when none was published',
    }),
    changes: z.array(FieldChange),
    requestId: z.string().nullable(),
  })
  .meta({ id: 'HistoryEntry' });

const featureContent = {
  name: z
    .union([Translations, Name.transform(inBoth)])
    .meta({ description: 'One text may serve both languages' }),
  description: z.union([Description, Text.max(1000).transform(inBoth)]).nullish(),
  unit: z
    .union([z.strictObject({ en: UnitText, 'zh-CN': UnitText }), UnitText.transform(inBoth)])
    .default(noUnit)
    .meta({ description: `${unitMeta.description}. One text may serve both languages` }),
  kind: FeatureKind,
};

function requireUnit({ kind, unit }: { kind: string; unit: Unit }, issues: z.RefinementCtx): void {
  if (kind !== 'metered') return;
  for (const language of ['en', 'zh-CN'] as const) {
    if (unit[language] !== '') continue;
    issues.addIssue({
      code: 'custom',
      path: ['unit', language],
      message: 'Say what is counted, such as article|articles',
      params: { code: 'unit_missing' },
    });
  }
}

export const FeatureDraft = z.strictObject({ code: FeatureCode, ...featureContent }).superRefine(requireUnit);
export const FeatureUpdate = z
  .strictObject({ code: FeatureCode.optional(), ...featureContent })
  .superRefine(requireUnit);

/** Plans keep an archived feature that they have; no other plan can get it. */
export const FeatureStatus = z.enum(['active', 'archived']);
export const FeatureStatusUpdate = z.strictObject({ status: FeatureStatus, reason: Reason.optional() });

export const Feature = z
  .object({
    code: z.string(),
    name: Translations,
    description: Description.nullable(),
    unit: Unit,
    kind: FeatureKind,
    plans: z.array(z.string()).meta({ description: 'Codes of the plans of which any version has it' }),
    archivedAt: Instant.nullable(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Feature' });

export const PlanListQuery = OffsetQuery.extend({
  q: Search,
  status: PlanStatus.optional(),
});
export const FeatureListQuery = OffsetQuery.extend({ q: Search, status: FeatureStatus.optional() });
/** Whose changes a history shows, and of when; `refuseBackward` belongs to it. */
export const changesOf = {
  actorId: Id.optional().meta({ description: 'The user or API key that did it' }),
  ...span,
};
export const HistoryQuery = OffsetQuery.extend({
  planId: Id.optional(),
  action: HistoryAction.optional(),
  ...changesOf,
}).superRefine(refuseBackward);
export const PlanParams = z.strictObject({ id: z.string() });
export const PlanVersionParams = z.strictObject({ id: z.string(), version: z.string() });
export const FeatureParams = z.strictObject({ code: z.string() });
export const Deleted = z.object({ deleted: z.literal(true) });

/** Socket event `plans:updated`: the plan list changed, fetch it again. */
export const PlansUpdated = z.object({
  planId: Id,
  version: z.int().min(1),
  rollout: Rollout.nullable().meta({ description: 'null when nothing was published, such as a new status' }),
});

export type Rollout = z.infer<typeof Rollout>;
export type PlanStatus = z.infer<typeof PlanStatus>;
export type FeatureStatus = z.infer<typeof FeatureStatus>;
export type PlanDraft = z.infer<typeof PlanDraft>;
export type PlanUpdate = z.infer<typeof PlanUpdate>;
export type PlanStatusUpdate = z.infer<typeof PlanStatusUpdate>;
export type FeatureStatusUpdate = z.infer<typeof FeatureStatusUpdate>;
export type PlanPreviewRequest = z.infer<typeof PlanPreviewRequest>;
export type PlanFeatureDraft = z.infer<typeof PlanFeatureDraft>;
export type Plan = z.infer<typeof Plan>;
export type PlanFeature = z.infer<typeof PlanFeature>;
export type PlanCredits = z.infer<typeof PlanCredits>;
export type AdminPlan = z.infer<typeof AdminPlan>;
export type AdminPlanDetail = z.infer<typeof AdminPlanDetail>;
export type PlanVersionContent = z.infer<typeof PlanVersionContent>;
export type FieldChange = z.infer<typeof FieldChange>;
export type HistoryAction = z.infer<typeof HistoryAction>;
export type HistoryEntry = z.infer<typeof HistoryEntry>;
export type FeatureDraft = z.infer<typeof FeatureDraft>;
export type FeatureUpdate = z.infer<typeof FeatureUpdate>;
export type Feature = z.infer<typeof Feature>;
export type FeatureKind = z.infer<typeof FeatureKind>;
