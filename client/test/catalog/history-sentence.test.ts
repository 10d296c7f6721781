import { beforeAll, describe, expect, test } from '@jest/globals';
import type { FieldChange, HistoryAction } from '@meterstone/server/contract/catalog';
import { groupMoves } from '../../src/features/catalog/history/history-items.ts';
import {
  movesSentence,
  saysAll,
  sentenceOf,
  type HistoryWords,
} from '../../src/features/catalog/history/history-sentence.ts';
import { wordsIn } from './words.ts';

let words: HistoryWords;

const entry = (action: HistoryAction, changes: FieldChange[] = []) => ({
  action,
  actor: { kind: 'user' as const, id: null, name: 'Ada' },
  version: 7,
  rollout: null,
  changes,
});
const change = (path: string, before: unknown, after: unknown): FieldChange => ({ path, before, after });

/** Names in the sentence are stressed by marks of `ui/sentence.tsx`; here they read as in pages.md. */
const readable = (text: string) => text.replaceAll(/[\uE000\uE001]/g, '**');
const said = (action: HistoryAction, ...changes: FieldChange[]) =>
  readable(sentenceOf(entry(action, changes), words));
const published = (path: string, before: unknown, after: unknown) =>
  said('published', change(path, before, after));

describe('in English', () => {
  beforeAll(async () => {
    words = await wordsIn('en');
  });

  test('says whom a version reached', () => {
    const changes = [change('features.articles.quota', 100, 120)];
    expect(readable(sentenceOf({ ...entry('published', changes), rollout: 'now' }, words))).toBe(
      'Ada raised **Articles per day** of **Pro** from 100 to 120 for everyone',
    );
  });

  test.each([
    ['credits.amount', 500, 300, 'Ada changed the credits of **Pro** from 500 to 300'],
    ['credits.interval', 'month', 'year', 'Ada changed how often **Pro** gives credits: a year'],
    ['credits.rolloverPeriods', 0, 2, 'Ada changed how many periods credits of **Pro** live on: 2'],
    ['features.articles.quota', 100, 120, 'Ada raised **Articles per day** of **Pro** from 100 to 120'],
    ['features.articles.quota', 1200, 100, 'Ada lowered **Articles per day** of **Pro** from 1,200 to 100'],
    ['features.articles.quota', 100, -1, 'Ada made **Articles per day** of **Pro** unlimited'],
    ['features.articles.quota', -1, 100, 'Ada limited **Articles per day** of **Pro** to 100'],
    ['features.articles.quota', 100, 0, 'Ada switched **Articles per day** of **Pro** off'],
    ['features.articles.quota', 0, 100, 'Ada gave **Pro** 100 of **Articles per day**'],
    ['features.support.enabled', false, true, 'Ada switched **Priority support** of **Pro** on'],
    ['features.support.enabled', null, true, 'Ada added **Priority support** to **Pro**: Included'],
    ['features.support.enabled', true, null, 'Ada took **Priority support** out of **Pro**'],
    [
      'prices.month.USD.amountMinor',
      1999,
      2499,
      'Ada raised the price of **Pro** a month from $19.99 to $24.99',
    ],
    [
      'prices.year.JPY.amountMinor',
      3000,
      2500,
      'Ada lowered the price of **Pro** a year from ¥3,000 to ¥2,500',
    ],
    ['prices.year.USD.amountMinor', null, 19_900, 'Ada gave **Pro** a price a year in USD: $199.00'],
    ['name.en', 'Plus', 'Pro', 'Ada renamed **Pro** from “Plus” to “Pro”'],
    ['highlighted', false, true, 'Ada highlighted **Pro**'],
    ['isDefault', false, true, 'Ada made **Pro** the default plan'],
    ['status', 'draft', 'active', 'Ada put **Pro** on offer'],
    ['something.new', 1, 2, 'Ada changed something.new of **Pro**'],
  ])('a change of %s from %j to %j reads as a sentence', (path, before, after, sentence) => {
    expect(published(path, before, after)).toBe(sentence);
  });

  test('what is more than one thing is told as a whole, and listed below', () => {
    const changes = [change('highlighted', false, true), change('features.articles.quota', 1, 2)];
    expect(said('published', ...changes)).toBe('Ada changed 2 things of **Pro** with version 7');
    expect(saysAll(entry('published', changes))).toBe(false);
    expect(saysAll(entry('published', changes.slice(1)))).toBe(true);
  });

  test('a feature that came with all its fields is one thing', () => {
    const sentence = said(
      'published',
      change('features.tokens.overage', null, 'block'),
      change('features.tokens.quota', null, 5000),
      change('features.tokens.resetPeriod', null, 'monthly'),
      change('features.tokens.thresholds', null, [80, 95, 100]),
    );
    expect(sentence).toBe('Ada added **tokens** to **Pro**: 5,000 a month');
  });

  test('plans come, go and move', () => {
    expect(said('created', change('status', null, 'draft'))).toBe('Ada created **Pro**');
    expect(said('created', change('name.en', null, 'Pro'))).toBe('Ada created **Pro**');
    expect(said('created', change('name.zh-CN', null, '入门版'), change('name.en', null, 'Starter'))).toBe(
      'Ada created **Pro** (then “Starter”)',
    );
    expect(said('deleted')).toBe('Ada deleted **Pro**');
    expect(said('reordered', change('sortOrder', 10, 20))).toBe('Ada moved **Pro** in the order of plans');
    expect(said('published')).toBe('Ada published version 7 of **Pro** with the same content');
  });

  test('tells that credits came or went as one thing', () => {
    const fields = ['amount', 'interval', 'rolloverPeriods'];
    const values = [500, 'month', 0];
    const came = fields.map((field, nth) => change(`credits.${field}`, null, values[nth]));
    const went = fields.map((field, nth) => change(`credits.${field}`, values[nth], null));
    expect(said('published', ...came)).toBe('Ada gave **Pro** credits: 500 a month');
    expect(said('published', ...went)).toBe('Ada took the credits out of **Pro**');
  });

  test.each([
    ['free', 'team', 'Ada moved **Pro** between **free** and **team**'],
    [null, 'free', 'Ada moved **Pro** to first place, before **free**'],
    ['team', null, 'Ada moved **Pro** to last place, after **team**'],
  ])('a plan that came after %s and before %s was moved there', (after, before, sentence) => {
    const neighbours = [change('place.after', 'x', after), change('place.before', 'y', before)];
    expect(said('reordered', ...neighbours, change('place.number', 7, 2))).toBe(sentence);
  });
});

test('in Chinese', async () => {
  words = await wordsIn('zh-CN');
  expect(published('features.articles.quota', 100, 120)).toBe(
    'Ada 将“**专业版**”的**每日文章**从 100 提高到 120',
  );
  expect(published('credits.amount', 500, 700)).toBe('Ada 将“**专业版**”的积分从 500 改为 700');
  expect(said('created')).toBe('Ada 创建了套餐“**专业版**”');
  expect(said('created', change('name.zh-CN', null, '入门版'))).toBe(
    'Ada 创建了套餐“**专业版**”（当时名为“入门版”）',
  );
  expect(said('reordered', change('place.after', null, 'free'), change('place.before', null, 'team'))).toBe(
    'Ada 将“**专业版**”移到“**free**”与“**team**”之间',
  );
});

test('the plans that one act moved are one line, in their new order', async () => {
  words = await wordsIn('en');
  const line = (id: string, action: HistoryAction, requestId: string, place = 1) => ({
    ...entry(action, [change('sortOrder', 0, place)]),
    id,
    planId: id,
    planCode: id,
    planName: null,
    at: '2026-11-21T00:00:00.000Z',
    reason: null,
    rollout: null,
    requestId,
  });
  const items = groupMoves([
    line('a', 'reordered', 'one', 20),
    line('b', 'reordered', 'one', 10),
    line('c', 'published', 'one'),
    line('d', 'reordered', 'two'),
  ]);
  expect(items.map(({ entry: first, moves }) => [first.id, moves.map(({ id }) => id)])).toEqual([
    ['a', ['b', 'a']],
    ['c', []],
    ['d', ['d']],
  ]);
  expect(readable(movesSentence('Ada', ['Pro', 'Free'], words))).toBe(
    'Ada put 2 plans in another order: **Pro**, **Free**',
  );
});
