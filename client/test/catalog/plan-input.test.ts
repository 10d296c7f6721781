import { beforeAll, describe, expect, test } from '@jest/globals';
import { PlanDraft, PlanUpdate } from '@meterstone/server/contract/catalog';
import i18next from 'i18next';
import type { Words } from '../../src/features/catalog/changes/change-words.ts';
import type { DecidedEdit, PlanEdit } from '../../src/features/catalog/editor/plan-edit.ts';
import { emptyFields, type PlanFields } from '../../src/features/catalog/editor/plan-fields.ts';
import { draftInput, editErrors, updateInput } from '../../src/features/catalog/editor/plan-input.ts';
import { proFields, withFeature } from './plans.ts';
import { wordsIn } from './words.ts';

let words: Words;
beforeAll(async () => {
  words = await wordsIn('en');
});

const edit = (fields: PlanFields, version: number | null = 6): DecidedEdit => ({
  base: version === null ? emptyFields : proFields,
  version,
  fields,
  rollout: 'now',
  reason: '',
});
const errorsOf = (given: PlanEdit) =>
  Object.fromEntries(editErrors(given, { t: words.t, validation: i18next.getFixedT('en', 'validation') }));

describe('what is sent', () => {
  test('is what was read, in the smallest units', () => {
    const sent = PlanUpdate.parse(updateInput(edit(proFields)));
    expect(sent.prices.map(({ amountMinor }) => amountMinor)).toEqual([1999, 3000]);
    expect(sent.features.map(({ quota }) => quota)).toEqual([100, -1, undefined]);
    expect(sent.credits).toEqual({ amount: 500, interval: 'month', rolloverPeriods: 0 });
    expect(errorsOf(edit(proFields))).toEqual({});
  });

  test('is no credits where their amount is left empty', () => {
    const none = { ...proFields, credits: { ...proFields.credits, amount: ' ' } };
    expect(PlanUpdate.parse(updateInput(edit(none))).credits).toBeNull();
    expect(errorsOf(edit(none))).toEqual({});
  });

  test('names status and default only where they are to change', () => {
    expect(PlanUpdate.parse(updateInput(edit(proFields)))).not.toHaveProperty('status');
    const changed = PlanUpdate.parse(updateInput(edit({ ...proFields, status: 'archived' })));
    expect(changed.status).toBe('archived');
    expect(changed).not.toHaveProperty('isDefault');
  });

  test('for a new plan is the same with its code and place', () => {
    const sent = PlanDraft.parse(draftInput(edit({ ...proFields, code: ' plus ' }, null), 50));
    expect(sent).toMatchObject({ code: 'plus', sortOrder: 50, status: 'active' });
  });
});

describe('told beside the field is', () => {
  test.each([
    ['0', '0', { 'credits.amount': 'Give a whole number of 1 or more' }],
    ['1.5', '0', { 'credits.amount': 'Give a whole number of 1 or more' }],
    ['9007199254740992', '0', { 'credits.amount': 'At most 9,007,199,254,740,991' }],
    ['500', '13', { 'credits.rolloverPeriods': 'Give a whole number from 0 to 12' }],
    ['500', '', { 'credits.rolloverPeriods': 'Give a whole number from 0 to 12' }],
  ])('what is wrong with %s credits for %s further periods', (amount, rolloverPeriods, errors) => {
    const credits = { ...proFields.credits, amount, rolloverPeriods };
    expect(errorsOf(edit({ ...proFields, credits }))).toEqual(errors);
  });

  test.each<[string, PlanFields, Record<string, string>]>([
    [
      'an amount with more digits than the currency',
      { ...proFields, prices: [{ interval: 'month', currency: 'JPY', amount: '10.5' }] },
      { 'prices.0.amountMinor': 'Give an amount such as 1999' },
    ],
    [
      'an amount that is missing',
      { ...proFields, prices: [{ interval: 'month', currency: 'USD', amount: '' }] },
      { 'prices.0.amountMinor': 'Fill this in' },
    ],
    [
      'a quota that is missing',
      withFeature(proFields, 'articles', { quota: ' ' }),
      { 'features.0.quota': 'Fill this in' },
    ],
    ...['0', '-1', '1.5', 'abc'].map((quota): [string, PlanFields, Record<string, string>] => [
      `a quota of ${quota}`,
      withFeature(proFields, 'articles', { quota }),
      { 'features.0.quota': 'Give a whole number of 1 or more' },
    ]),
    [
      'a quota that is too large to be exact',
      withFeature(proFields, 'articles', { quota: '99999999999999999999' }),
      { 'features.0.quota': 'At most 9,007,199,254,740,991; for no limit choose Unlimited' },
    ],
    [
      'a threshold that is too high, at the thresholds',
      withFeature(proFields, 'articles', { thresholds: [80, 120] }),
      { 'features.0.thresholds': 'At most 100' },
    ],
    [
      'that there are no thresholds',
      withFeature(proFields, 'articles', { thresholds: [] }),
      { 'features.0.thresholds': 'Choose at least 1' },
    ],
    [
      'a name that is missing',
      { ...proFields, name: { en: ' ', 'zh-CN': '专业版' } },
      { 'name.en': 'Fill this in' },
    ],
    [
      'a second price for the same interval and currency',
      {
        ...proFields,
        prices: [
          { interval: 'month', currency: 'USD', amount: '1' },
          { interval: 'month', currency: 'USD', amount: '2' },
        ],
      },
      { 'prices.1': 'There is another price for this interval and currency' },
    ],
    [
      'a default plan that is not on offer',
      { ...proFields, isDefault: true, status: 'draft' },
      { isDefault: 'Only an active plan can be the default' },
    ],
  ])('%s', (_, fields, errors) => {
    expect(errorsOf(edit(fields))).toEqual(errors);
  });

  test('all that a new plan lacks', () => {
    expect(Object.keys(errorsOf(edit(emptyFields, null)))).toEqual([
      'code',
      'name.en',
      'name.zh-CN',
      'prices',
    ]);
  });
});
