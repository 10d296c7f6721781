import { currencyDigits } from '@meterstone/landing/numbers';
import {
  defaultThresholds,
  FeatureKind,
  Interval,
  PlanStatus,
  ResetPeriod,
  type AdminPlan,
  type PlanVersionContent,
} from '@meterstone/server/contract/catalog';
import { PlanSales } from '@meterstone/server/contract/catalog/plans';
import { z } from 'zod';
import { amountText, parseAmount } from '../../../lib/language/money.ts';
import { parseWholeNumber } from '../../../lib/language/whole-number.ts';

/** What the plan editor's fields hold: as typed, right or wrong, so that it can be kept and given back. */

const Texts = z.object({ en: z.string(), 'zh-CN': z.string() });

const FeatureFields = z.object({
  code: z.string(),
  kind: FeatureKind,
  mode: z.enum(['number', 'unlimited', 'none']),
  /** As typed. Counts while the mode is `number`; kept while it is not. */
  quota: z.string(),
  resetPeriod: ResetPeriod,
  thresholds: z.array(z.number()),
  /** What becomes of use beyond the quota; the rate, as typed, counts where credits pay. */
  overage: z.enum(['block', 'credits']),
  rateCredits: z.string(),
  ratePer: z.string(),
  enabled: z.boolean(),
});

const PriceFields = z.object({
  interval: Interval,
  currency: z.string(),
  /** In whole units of the currency. */
  amount: z.string(),
});

/** Without an amount the plan includes none. */
const CreditFields = z.object({
  amount: z.string(),
  interval: z.enum(['month', 'year']),
  rolloverPeriods: z.string(),
});

export const PlanFields = z.object({
  code: z.string(),
  name: Texts,
  description: Texts,
  /** An edit that was kept before plans said it has prices, or is free. */
  sales: PlanSales.default('priced'),
  /** As typed: a page, or a mail address with or without `mailto:`. */
  contact: z.string().default(''),
  prices: z.array(PriceFields),
  features: z.array(FeatureFields),
  credits: CreditFields,
  highlighted: z.boolean(),
  status: PlanStatus,
  isDefault: z.boolean(),
});

export type PlanFields = z.infer<typeof PlanFields>;
export type FeatureFields = z.infer<typeof FeatureFields>;
export type PriceFields = z.infer<typeof PriceFields>;

/**
 * As the API takes it, except for amounts and quotas that are none: those stay what was typed, to be refused by the
 * contract.
 */
export interface PlanContent {
  name: PlanFields['name'];
  description: PlanFields['description'];
  sales: PlanSales;
  contactUrl: string | null;
  prices: { interval: string; currency: string; amountMinor: number | string }[];
  features: {
    code: string;
    quota?: number | string;
    resetPeriod?: string;
    thresholds?: number[];
    overage?: string;
    overageRate?: { credits: number | string; per: number | string } | null;
    enabled?: boolean;
  }[];
  credits: { amount: number | string; interval: string; rolloverPeriods: number | string } | null;
  highlighted: boolean;
  status: PlanStatus;
  isDefault: boolean;
}

export const emptyFields: PlanFields = {
  code: '',
  name: { en: '', 'zh-CN': '' },
  description: { en: '', 'zh-CN': '' },
  sales: 'priced',
  contact: '',
  prices: [],
  features: [],
  credits: { amount: '', interval: 'month', rolloverPeriods: '0' },
  highlighted: false,
  status: 'draft',
  isDefault: false,
};

/** The fields of a plan as it is. */
export function fieldsOf(plan: AdminPlan): PlanFields {
  return {
    ...contentFields(plan),
    code: plan.code,
    status: plan.status,
    isDefault: plan.isDefault,
  };
}

type ContentField = 'name' | 'description' | 'highlighted' | 'sales' | 'prices' | 'features' | 'credits';

/** What a version holds; not what belongs to the plan as a whole: code, status, default. */
export function contentFields(
  version: Pick<PlanVersionContent, ContentField | 'contactUrl'>,
): Pick<PlanFields, ContentField | 'contact'> {
  return {
    name: version.name,
    description: version.description,
    highlighted: version.highlighted,
    sales: version.sales,
    contact: version.contactUrl?.replace(/^mailto:/i, '') ?? '',
    prices: version.prices.map(({ interval, currency, amountMinor }) => ({
      interval,
      currency,
      amount: amountText(amountMinor, currencyDigits(currency)),
    })),
    features: version.features.map(({ code, kind, quota, resetPeriod, thresholds, enabled, ...beyond }) => ({
      code,
      kind,
      mode: quota === -1 ? 'unlimited' : quota === 0 ? 'none' : 'number',
      quota: quota !== null && quota > 0 ? String(quota) : '',
      resetPeriod: resetPeriod ?? 'monthly',
      thresholds: thresholds ?? defaultThresholds,
      overage: beyond.overage === 'credits' ? 'credits' : 'block',
      rateCredits: beyond.overageRate ? String(beyond.overageRate.credits) : '',
      ratePer: String(beyond.overageRate?.per ?? 1),
      enabled,
    })),
    credits: version.credits
      ? {
          ...version.credits,
          amount: String(version.credits.amount),
          rolloverPeriods: String(version.credits.rolloverPeriods),
        }
      : emptyFields.credits,
  };
}

/** A feature as it is when it is added: to be given a number, or simply on. */
export function newFeature({ code, kind }: { code: string; kind: FeatureFields['kind'] }): FeatureFields {
  return {
    code,
    kind,
    mode: 'number',
    quota: '',
    resetPeriod: 'monthly',
    thresholds: defaultThresholds,
    overage: 'block',
    rateCredits: '',
    ratePer: '1',
    enabled: true,
  };
}

/** The plan that the fields describe. */
export function contentOf(fields: PlanFields): PlanContent {
  return {
    name: trimmed(fields.name),
    description: trimmed(fields.description),
    sales: fields.sales,
    contactUrl: fields.sales === 'on_request' ? contactOf(fields.contact) : null,
    // Those that are typed are kept beside another choice, but not sent.
    prices: (fields.sales === 'priced' ? fields.prices : []).map(({ interval, currency, amount }) => ({
      interval,
      currency,
      amountMinor: parseAmount(amount, currencyDigits(currency)) ?? amount,
    })),
    features: fields.features.map((feature) =>
      feature.kind === 'boolean'
        ? { code: feature.code, enabled: feature.enabled }
        : {
            code: feature.code,
            quota: quotaOf(feature),
            resetPeriod: feature.resetPeriod,
            thresholds: feature.thresholds,
            ...overageOf(feature),
          },
    ),
    credits: creditsOf(fields.credits),
    highlighted: fields.highlighted,
    status: fields.status,
    isDefault: fields.isDefault,
  };
}

/** A mail address becomes a link to it; nothing is nothing. */
function contactOf(typed: string): string | null {
  const text = typed.trim();
  if (text === '') return null;
  return /^[^\s:/]+@[^\s:/]+$/.test(text) ? `mailto:${text}` : text;
}

/** Without a number as its quota, a feature has nothing beyond it. */
function overageOf({ mode, overage, rateCredits, ratePer }: FeatureFields) {
  if (mode !== 'number' || overage === 'block') return { overage: 'block', overageRate: null };
  const credits = parseWholeNumber(rateCredits) ?? rateCredits;
  return { overage, overageRate: { credits, per: parseWholeNumber(ratePer) ?? ratePer } };
}

function creditsOf({ amount, interval, rolloverPeriods }: PlanFields['credits']): PlanContent['credits'] {
  if (amount.trim() === '') return null;
  return {
    amount: parseWholeNumber(amount) ?? amount,
    interval,
    rolloverPeriods: parseWholeNumber(rolloverPeriods) ?? rolloverPeriods,
  };
}

function quotaOf({ mode, quota }: FeatureFields): number | string {
  if (mode === 'unlimited') return -1;
  return mode === 'none' ? 0 : (parseQuota(quota) ?? quota);
}

/** The quota that a text says; undefined for what is no whole number of 1 or more, or too large to be exact. */
export function parseQuota(text: string): number | undefined {
  const quota = parseWholeNumber(text);
  // 0 is a mode of its own: not included.
  return quota === 0 || quota === Infinity ? undefined : quota;
}

function trimmed(texts: PlanFields['name']): PlanFields['name'] {
  return { en: texts.en.trim(), 'zh-CN': texts['zh-CN'].trim() };
}
