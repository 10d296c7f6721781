import { beforeAll, describe, expect, test } from '@jest/globals';
import { diffPlans } from '@meterstone/server/catalog/diff';
import { lineOf, type Words } from '../../src/features/catalog/changes/change-words.ts';
import { readChanges } from '../../src/features/catalog/changes/read-changes.ts';
import {
  contentOf,
  fieldsOf,
  newFeature,
  type PlanFields,
} from '../../src/features/catalog/editor/plan-fields.ts';
import { pro, proFields, withFeature } from './plans.ts';
import { wordsIn } from './words.ts';

let words: Words;

function linesTo(after: PlanFields): string[] {
  const changes = readChanges(diffPlans(contentOf(proFields), contentOf(after)));
  return changes.map((change) => {
    const { label, before, after: now } = lineOf(change, words);
    return `${label}: ${before} → ${now}`;
  });
}

const { features, prices, credits } = proFields;
const withCredits = (part: Partial<PlanFields['credits']>): PlanFields => ({
  ...proFields,
  credits: { ...credits, ...part },
});

describe('in English, an edit is told', () => {
  beforeAll(async () => {
    words = await wordsIn('en');
  });

  const cases: [string, PlanFields, string[]][] = [
    ['as nothing where nothing changed', fieldsOf({ ...pro }), []],
    ['by a quota', withFeature(proFields, 'articles', { quota: '80' }), ['Articles per day: 100 → 80']],
    [
      'by a quota without limit',
      withFeature(proFields, 'articles', { mode: 'unlimited' }),
      ['Articles per day: 100 → Unlimited'],
    ],
    [
      'by a quota of none',
      withFeature(proFields, 'exports', { mode: 'none' }),
      ['Exports: Unlimited → Not included'],
    ],
    [
      'by a switch',
      withFeature(proFields, 'support', { enabled: false }),
      ['Priority support: Included → Not included'],
    ],
    [
      'by when it resets and when it alerts',
      withFeature(proFields, 'articles', { resetPeriod: 'monthly', thresholds: [50] }),
      [
        'Articles per day, resets: every day → every month',
        'Articles per day, alerts at: 80%, 95%, 100% → 50%',
      ],
    ],
    [
      'by a feature that comes, as one thing',
      {
        ...proFields,
        features: [...features, { ...newFeature({ code: 'tokens', kind: 'metered' }), quota: '5000' }],
      },
      ['tokens: Not included → 5,000 a month'],
    ],
    [
      'by a feature that comes before its quota is typed',
      { ...proFields, features: [...features, newFeature({ code: 'tokens', kind: 'metered' })] },
      ['tokens: Not included → –'],
    ],
    [
      'by a feature that goes',
      { ...proFields, features: features.slice(1) },
      ['Articles per day: 100 a day → Not included'],
    ],
    [
      'by the order of features',
      { ...proFields, features: features.toReversed() },
      [
        'Order of features: Articles per day, Exports, Priority support → Priority support, Exports, Articles per day',
      ],
    ],
    [
      'by prices, in the digits of each currency',
      {
        ...proFields,
        prices: [
          { interval: 'month', currency: 'USD', amount: '21.5' },
          { interval: 'year', currency: 'USD', amount: '210' },
        ],
      },
      [
        'Price a month in USD: $19.99 → $21.50',
        'Price a year in USD: no price → $210.00',
        'Price a month in JPY: ¥3,000 → no price',
      ],
    ],
    [
      'by an amount that is none yet',
      { ...proFields, prices: prices.map((price) => ({ ...price, amount: '1.2.3' })) },
      ['Price a month in USD: $19.99 → 1.2.3', 'Price a month in JPY: ¥3,000 → 1.2.3'],
    ],
    [
      'by texts and what belongs to the whole plan',
      {
        ...proFields,
        name: { en: 'Pro+', 'zh-CN': '专业版' },
        description: { en: '', 'zh-CN': '适合创作者。' },
        status: 'archived',
        highlighted: true,
        isDefault: true,
      },
      [
        'Name (English): “Pro” → “Pro+”',
        'Description (English): “For writers.” → empty',
        'Status: Active → Archived',
        'Highlighted: No → Yes',
        'Default plan: No → Yes',
      ],
    ],
    ['by the amount of its credits', withCredits({ amount: '1,000' }), ['Credits: 500 → 1,000']],
    ['by what is no amount of credits', withCredits({ amount: 'many' }), ['Credits: 500 → many']],
    [
      'by when its credits come, and how long they live on',
      withCredits({ interval: 'year', rolloverPeriods: '2' }),
      ['Credits come: a month → a year', 'Credits live on for periods: 0 → 2'],
    ],
    ['by credits that go', withCredits({ amount: '' }), ['Credits: 500 a month → none']],
  ];

  test('by credits that come', () => {
    const changes = (rolloverPeriods: number) =>
      readChanges(
        diffPlans(
          { ...contentOf(proFields), credits: null },
          { ...contentOf(proFields), credits: { amount: 500, interval: 'month', rolloverPeriods } },
        ),
      ).map((change) => lineOf(change, words));
    expect(changes(0)).toMatchObject([{ label: 'Credits', before: 'none', after: '500 a month' }]);
    expect(changes(1)).toMatchObject([
      { label: 'Credits', before: 'none', after: '500 a month' },
      { label: 'Credits live on for periods', before: '0', after: '1' },
    ]);
  });

  test.each(cases)('%s', (_, after, lines) => {
    expect(linesTo(after)).toEqual(lines);
  });
});

test('in Chinese too', async () => {
  words = await wordsIn('zh-CN');
  expect(linesTo(withFeature(proFields, 'articles', { mode: 'unlimited', resetPeriod: 'never' }))).toEqual([
    '每日文章: 100 → 不限量',
    '每日文章的重置周期: 每天 → 从不',
  ]);
  expect(linesTo(withCredits({ amount: '' }))).toEqual(['积分: 每月 500 → 无']);
});
