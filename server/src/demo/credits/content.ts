import type { PackageDraft } from '../../credits/packages/contract.ts';
import type { PricesBody } from '../../credits/prices/contract.ts';
import { inBoth } from '../in-both.ts';

/** What credits are sold and spent for, and what people of the cast did with theirs. */

export const prices: PricesBody['prices'] = [
  {
    action: 'article_illustration',
    name: { en: 'Article illustration', 'zh-CN': '文章配图' },
    amount: 4,
  },
  { action: 'long_read', name: { en: 'Researched long read', 'zh-CN': '深度长文' }, amount: 60 },
  { action: 'translation', name: { en: 'Article translation', 'zh-CN': '文章翻译' }, amount: 12 },
];

export const packages = [
  {
    code: 'credits_1000',
    name: { en: '1,000 credits', 'zh-CN': '1,000 积分包' },
    description: {
      en: 'For a campaign: all at once, to spend within three months.',
      'zh-CN': '适合专题活动：一次到账，三个月内有效。',
    },
    credits: 1_000,
    validityDays: 90,
    prices: [
      { amountMinor: 900, currency: 'USD' },
      { amountMinor: 6_400, currency: 'CNY' },
    ],
    status: 'active',
    sortOrder: 10,
  },
  {
    code: 'daily_60',
    name: { en: 'A long read a day', 'zh-CN': '每日一篇长文' },
    description: {
      en: 'Sixty credits each day for a month: enough for one long read.',
      'zh-CN': '连续一个月，每天 60 积分，够写一篇深度长文。',
    },
    credits: 0,
    dailyCredits: 60,
    validityDays: 30,
    prices: [
      { amountMinor: 1_200, currency: 'USD' },
      { amountMinor: 8_500, currency: 'CNY' },
    ],
    status: 'active',
    sortOrder: 20,
  },
] as const satisfies readonly PackageDraft[];

/** Something that happened so many days ago, with an account's credits. */
export type CreditEvent = { daysAgo: number } & (
  | { kind: 'bonus'; amount: number; reason: string }
  | { kind: 'package'; code: (typeof packages)[number]['code']; reason: string }
  /** With `returned`, it failed, and what it cost came back. */
  | { kind: 'use'; action: string; referenceId: string; returned?: string }
);

function use(daysAgo: number, action: string, referenceId: string, returned?: string): CreditEvent {
  return { daysAgo, kind: 'use', action, referenceId, ...(returned !== undefined && { returned }) };
}

/** By e-mail, oldest first. What plans include comes by itself. */
export const creditStories: Readonly<Record<string, readonly CreditEvent[]>> = {
  'ada@example.com': [
    use(40.3, 'article_illustration', 'article-1187'),
    use(33.2, 'long_read', 'long-read-208'),
    {
      daysAgo: 14.4,
      kind: 'bonus',
      amount: 200,
      reason: inBoth('Thanks for the interview on our blog.', '感谢接受我们博客的采访。'),
    },
    use(12.1, 'long_read', 'long-read-231'),
    use(9.3, 'translation', 'long-read-231'),
    use(5.2, 'long_read', 'long-read-240', inBoth('The writing broke off half-way.', '写作中途中断。')),
    use(5.1, 'long_read', 'long-read-241'),
    use(2.3, 'article_illustration', 'article-1342'),
    use(0.2, 'translation', 'long-read-241'),
  ],
  'mei@example.com': [
    use(17.2, 'article_illustration', 'story-52'),
    {
      daysAgo: 8.4,
      kind: 'package',
      code: 'daily_60',
      reason: inBoth('Welcome offer for new Pro customers.', '专业版新用户专享。'),
    },
    use(6.2, 'long_read', 'series-11'),
    use(3.1, 'long_read', 'series-12'),
    use(1.2, 'translation', 'series-12'),
  ],
  'grace@example.com': [
    {
      daysAgo: 30.2,
      kind: 'package',
      code: 'credits_1000',
      reason: inBoth('Part of the yearly agreement.', '年度合作协议的一部分。'),
    },
    use(24.3, 'long_read', 'issue-18-report'),
    use(20.1, 'translation', 'issue-18-report'),
    use(11.2, 'long_read', 'issue-19-report'),
    use(4.2, 'article_illustration', 'issue-20-cover'),
  ],
};
