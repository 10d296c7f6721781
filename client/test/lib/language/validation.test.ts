import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FeatureDraft } from '@meterstone/server/contract/catalog';
import { GrantBody } from '@meterstone/server/contract/credits/grants';
import { PackageDraft } from '@meterstone/server/contract/credits/packages';
import { PricesBody } from '@meterstone/server/contract/credits/prices';
import { CreateApiKeyBody, RegisterBody, UpdateMeBody } from '@meterstone/server/contract/identity';
import { fieldCodes } from '@meterstone/server/field-codes';
import i18next from 'i18next';
import { z } from 'zod';
import { fieldErrors, refusalText } from '../../../src/lib/language/validation.ts';
import { wordsIn } from '../../catalog/words.ts';

beforeAll(() => wordsIn('en'));

const name = { en: 'One', 'zh-CN': '一' };
const feature = { code: 'one', name, description: name, kind: 'metered', unit: 'one' };
const price = { amountMinor: 100, currency: 'USD' };
const credits = { code: 'one', name, description: name, credits: 1, validityDays: 30, prices: [price] };
const action = { action: 'one', name, amount: 1 };

const Quota = z.strictObject({ quota: z.number().int().min(0).max(9) });

test.each([
  ['nothing', undefined, 'Fill this in'],
  ['null', null, 'Fill this in'],
  ['a text', 'many', 'Give a whole number of 0 or more'],
  ['a fraction', 1.5, 'Give a whole number of 0 or more'],
  ['too little', -1, 'At least 0'],
  ['too much', 10, 'At most 9'],
  ['infinity', Infinity, 'Give a whole number of 0 or more'],
])('%s is refused for what it is', (_name, quota, words) => {
  expect(fieldErrors(Quota, { quota }, i18next.getFixedT('en', 'validation')).get('quota')).toBe(words);
});

test('a text in the place of a date is refused with how to write one', () => {
  const schema = z.strictObject({ expiresAt: z.iso.datetime({ offset: true }) });
  const errors = fieldErrors(schema, { expiresAt: 'next year' }, i18next.getFixedT('en', 'validation'));
  expect(errors.get('expiresAt')).toBe('Give date and time such as 2030-06-30 18:00');
});

test('nothing is said of what is right', () => {
  expect(fieldErrors(Quota, { quota: 9 }, i18next.getFixedT('en', 'validation')).size).toBe(0);
});

describe.each(['en', 'zh-CN'] as const)('in %s', (language) => {
  beforeAll(() => wordsIn(language));
  afterAll(() => wordsIn('en'));
  const words = () => ({ t: i18next.getFixedT(language, 'validation'), language });

  test.each(fieldCodes)('a field that is refused for %s says why, in words of its own', (code) => {
    const text = refusalText({ code, message: 'In the words of the server' }, words());
    expect(text).not.toMatch(/codes\.|In the words of the server/);
    expect(text).not.toBe(words().t('other'));
    expect(/[\u4e00-\u9fff]/.test(text)).toBe(language === 'zh-CN');
  });

  test('no two codes say the same', () => {
    const texts = fieldCodes.map((code) => refusalText({ code, message: '' }, words()));
    expect(new Set(texts).size).toBe(fieldCodes.length);
  });

  test.each([
    ['a code', FeatureDraft, { ...feature, code: 'Ä' }],
    ['a unit', FeatureDraft, { ...feature, unit: '' }],
    ['a zone', UpdateMeBody, { timeZone: 'CST' }],
    ['scopes', CreateApiKeyBody, { name: 'a', scopes: ['usage:read', 'usage:read'] }],
    ['credits', PackageDraft, { ...credits, credits: 0 }],
    ['prices of a package', PackageDraft, { ...credits, prices: [price, price] }],
    ['prices of actions', PricesBody, { prices: [action, action] }],
    ['an amount', GrantBody, { accountId: 'ext:one', reason: 'a', amount: 0.5 }],
    ['an address', RegisterBody, { email: 'a' }],
  ])('%s that is not right is never told as some value', (_what, schema: z.ZodType, input) => {
    const texts = [...fieldErrors(schema, input, words().t).values()];
    expect(texts.length).toBeGreaterThan(0);
    expect(texts).not.toContain(words().t('other'));
  });
});
