import { noUnit, type AdminPlanDetail } from '@meterstone/server/contract/catalog';
import { fieldsOf, type PlanFields } from '../../src/features/catalog/editor/plan-fields.ts';

const feature = {
  unit: { en: 'article|articles', 'zh-CN': '篇' },
  kind: 'metered',
  overage: 'block',
  overageRate: null,
  enabled: true,
} as const;

/** A plan with a little of everything. */
export const pro: AdminPlanDetail = {
  id: '01a1fe02-0167-7135-8c1b-4c9d832013f3',
  code: 'pro',
  name: { en: 'Pro', 'zh-CN': '专业版' },
  description: { en: 'For writers.', 'zh-CN': '适合创作者。' },
  version: 6,
  highlighted: false,
  sales: 'priced',
  contactUrl: null,
  status: 'active',
  sortOrder: 20,
  isDefault: false,
  subscribers: 312,
  waiting: [],
  keepingOlder: 0,
  createdAt: '2026-11-01T00:00:00.000Z',
  updatedAt: '2026-11-20T00:00:00.000Z',
  prices: [
    { id: '01a1fe02-0000-7000-8000-000000000001', interval: 'month', currency: 'USD', amountMinor: 1999 },
    { id: '01a1fe02-0000-7000-8000-000000000002', interval: 'month', currency: 'JPY', amountMinor: 3000 },
  ],
  features: [
    {
      ...feature,
      code: 'articles',
      name: { en: 'Articles per day', 'zh-CN': '每日文章' },
      quota: 100,
      resetPeriod: 'daily',
      thresholds: [80, 95, 100],
    },
    {
      ...feature,
      code: 'exports',
      name: { en: 'Exports', 'zh-CN': '导出' },
      quota: -1,
      resetPeriod: 'monthly',
      thresholds: [80, 95, 100],
    },
    {
      code: 'support',
      name: { en: 'Priority support', 'zh-CN': '优先支持' },
      unit: noUnit,
      kind: 'boolean',
      quota: null,
      resetPeriod: null,
      enabled: true,
      thresholds: null,
      overage: null,
      overageRate: null,
    },
  ],
  credits: { amount: 500, interval: 'month', rolloverPeriods: 0 },
  versions: [],
};

/** Its fields with some of one feature's changed. */
export function withFeature(
  fields: PlanFields,
  code: string,
  part: Partial<PlanFields['features'][number]>,
): PlanFields {
  const features = fields.features.map((has) => (has.code === code ? { ...has, ...part } : has));
  return { ...fields, features };
}

export const proFields = fieldsOf(pro);
