import { beforeAll, expect, test } from '@jest/globals';
import i18next from 'i18next';
import { z } from 'zod';
import { fieldErrors } from '../../../src/lib/language/validation.ts';
import { wordsIn } from '../../catalog/words.ts';

beforeAll(() => wordsIn('en'));

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
