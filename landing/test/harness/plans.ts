import type { Plan } from '@meterstone/server/contract/catalog';

type PriceList = Plan['prices'];
type Feature = Plan['features'][number];

/** A plan as the API sends it, without prices and features unless told otherwise. */
export function makePlan(overrides: Partial<Plan> & { code: string }): Plan {
  const name = { en: overrides.code, 'zh-CN': overrides.code };
  return {
    id: '01a1fe00-0000-7000-8000-000000000000',
    name,
    description: name,
    version: 1,
    highlighted: false,
    sales: overrides.prices?.length ? 'priced' : 'free',
    contactUrl: null,
    prices: [],
    features: [],
    credits: null,
    ...overrides,
  };
}

/** A price in US dollars unless told otherwise. */
export function makePrice(
  interval: PriceList[number]['interval'],
  amountMinor: number,
  currency = 'USD',
): PriceList[number] {
  return { id: '01a1fe00-0000-7000-8000-000000000001', interval, amountMinor, currency };
}

/** A metered feature with a daily quota unless told otherwise. */
export function makeFeature(overrides: Partial<Feature> & { code: string }): Feature {
  return {
    name: { en: 'Exports', 'zh-CN': '导出' },
    unit: { en: 'export|exports', 'zh-CN': '次' },
    kind: 'metered',
    quota: 100,
    resetPeriod: 'daily',
    enabled: true,
    overageRate: null,
    ...overrides,
  };
}
