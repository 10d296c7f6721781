import { expect, test } from '@jest/globals';
import { byName } from '../../../src/lib/language/by-name.ts';

test.each([
  ['en', ['plan 1', 'Plan 2', 'Plan 10', 'Zürich']],
  ['zh-CN', ['套餐 1', '套餐 2', '套餐 10']],
])('names are sorted as people number them: %s', (language, inOrder) => {
  expect(inOrder.toReversed().sort(byName(language))).toEqual(inOrder);
});
