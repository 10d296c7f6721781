import type { FeatureDraft, PlanDraft, PlanFeatureDraft, PlanUpdate } from '../catalog/contract.ts';
import { inBoth } from './in-both.ts';

/** What an AI writing service sells. */

export const features: readonly FeatureDraft[] = [
  {
    code: 'articles_per_day',
    name: { en: 'Articles', 'zh-CN': '文章生成' },
    description: {
      en: 'Articles written from a brief, each up to 3,000 words.',
      'zh-CN': '按提纲生成的文章，每篇最多 3,000 字。',
    },
    unit: { en: 'article|articles', 'zh-CN': '篇' },
    kind: 'metered',
  },
  {
    code: 'publish_per_day',
    name: { en: 'Publishing', 'zh-CN': '一键发布' },
    description: {
      en: 'Articles sent to a connected site or channel.',
      'zh-CN': '发布到已绑定的网站或账号的文章。',
    },
    unit: { en: 'publication|publications', 'zh-CN': '次' },
    kind: 'metered',
  },
  {
    code: 'keyword_distillation',
    name: { en: 'Keyword distillation', 'zh-CN': '关键词蒸馏' },
    description: {
      en: 'Search terms condensed into the few worth writing about.',
      'zh-CN': '从海量搜索词中提炼值得写的关键词。',
    },
    unit: { en: 'keyword|keywords', 'zh-CN': '个' },
    kind: 'metered',
  },
  {
    code: 'llm_tokens',
    name: { en: 'LLM tokens', 'zh-CN': '大模型 Token' },
    description: {
      en: 'Tokens that the language models read and write.',
      'zh-CN': '语言模型读取与生成的 Token 数。',
    },
    unit: { en: 'token|tokens', 'zh-CN': 'Token' },
    kind: 'metered',
  },
  {
    code: 'priority_support',
    name: { en: 'Priority support', 'zh-CN': '优先支持' },
    description: {
      en: 'An answer within four working hours.',
      'zh-CN': '四个工作小时内答复。',
    },
    unit: { en: '', 'zh-CN': '' },
    kind: 'boolean',
  },
];

interface Quotas {
  articles: number;
  publications: number;
  keywords: number;
  tokens: number;
  support: boolean;
  /** What credits pay beyond the tokens; without it nothing does. */
  tokensBeyond?: { credits: number; per: number };
}

function quotas({
  articles,
  publications,
  keywords,
  tokens,
  support,
  tokensBeyond,
}: Quotas): PlanFeatureDraft[] {
  return [
    { code: 'articles_per_day', quota: articles, resetPeriod: 'daily' },
    { code: 'publish_per_day', quota: publications, resetPeriod: 'daily' },
    { code: 'keyword_distillation', quota: keywords, resetPeriod: 'monthly' },
    {
      code: 'llm_tokens',
      quota: tokens,
      resetPeriod: 'monthly',
      ...(tokensBeyond && { overage: 'credits', overageRate: tokensBeyond }),
    },
    { code: 'priority_support', enabled: support },
  ];
}

function proQuotas(articles: number): PlanFeatureDraft[] {
  return quotas({
    articles,
    publications: 50,
    keywords: 1_000,
    tokens: 5_000_000,
    support: false,
    tokensBeyond: { credits: 1, per: 10_000 },
  });
}

/** Monthly, and a year for the price of ten months; in whole units of the currency but for the cents. */
function prices(usdMinor: number, cnyMinor: number): PlanDraft['prices'] {
  return [
    { interval: 'month', amountMinor: usdMinor, currency: 'USD' },
    { interval: 'year', amountMinor: usdMinor * 10, currency: 'USD' },
    { interval: 'month', amountMinor: cnyMinor, currency: 'CNY' },
    { interval: 'year', amountMinor: cnyMinor * 10, currency: 'CNY' },
  ];
}

/** The plans as they began. */
export const plans: readonly PlanDraft[] = [
  {
    code: 'free',
    name: { en: 'Free', 'zh-CN': '免费版' },
    description: { en: 'For trying it out, as long as you like.', 'zh-CN': '先试后买，长期免费。' },
    prices: [],
    features: quotas({ articles: 5, publications: 3, keywords: 50, tokens: 100_000, support: false }),
    status: 'active',
    sortOrder: 10,
    isDefault: true,
  },
  {
    code: 'pro',
    name: { en: 'Pro', 'zh-CN': '专业版' },
    description: { en: 'For writers who publish every day.', 'zh-CN': '适合每天更新的创作者。' },
    prices: prices(2_400, 16_900),
    features: proQuotas(80),
    credits: { amount: 500, interval: 'month', rolloverPeriods: 0 },
    status: 'active',
    sortOrder: 20,
    highlighted: true,
  },
  {
    code: 'team',
    name: { en: 'Team', 'zh-CN': '团队版' },
    description: {
      en: 'For newsrooms and agencies, with answers when it matters.',
      'zh-CN': '适合编辑部与内容团队，重要时刻有人响应。',
    },
    prices: prices(7_900, 56_900),
    features: quotas({
      articles: 500,
      publications: 200,
      keywords: 10_000,
      tokens: 50_000_000,
      support: false,
    }),
    status: 'active',
    sortOrder: 30,
  },
  {
    code: 'enterprise',
    name: { en: 'Enterprise', 'zh-CN': '企业版' },
    description: {
      en: 'For platforms that write without counting.',
      'zh-CN': '适合大规模内容平台，不限用量。',
    },
    prices: prices(49_900, 359_900),
    features: quotas({ articles: -1, publications: -1, keywords: -1, tokens: -1, support: true }),
    status: 'active',
    sortOrder: 40,
  },
];

/** When the service opened: all that it sells is older than its first use and its first order. */
export const openedDaysAgo = 120;

/** What an admin changed since, and why: the second version of each plan, which everybody there is came for. */
export const edits: readonly (Pick<PlanUpdate, 'prices' | 'features' | 'rollout'> & {
  planCode: string;
  daysAgo: number;
  reason: string;
})[] = [
  {
    planCode: 'pro',
    daysAgo: 82.3,
    reason: inBoth(
      'Every third Pro customer ran out of articles before the evening; the new price follows our survey.',
      '三分之一的专业版客户傍晚前就用完文章数；新价格依据调研确定。',
    ),
    prices: prices(1_999, 13_900),
    features: proQuotas(100),
    rollout: 'now',
  },
  {
    planCode: 'team',
    daysAgo: 71.2,
    reason: inBoth(
      'Priority support moves into Team: agencies asked for it more often than for more tokens.',
      '团队版加入优先支持：内容团队更常要的是它，而不是更多 Token。',
    ),
    prices: prices(7_900, 56_900),
    features: quotas({
      articles: 500,
      publications: 200,
      keywords: 10_000,
      tokens: 50_000_000,
      support: true,
    }),
    rollout: 'now',
  },
];
