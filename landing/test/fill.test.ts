import { expect, test } from '@jest/globals';
import { fill, withNameApart } from '../src/content/fill.ts';

test.each([
  ['选择{plan}', '7 天体验版', '选择 7 天体验版'],
  ['{plan}现价 ¥9。', '方案2', '方案2 现价 ¥9。'],
  ['（现为{plan}）', '100 篇', '（现为 100 篇）'],
  ['选择{plan}', '专业版', '选择专业版'],
  ['“{plan}”', '7 天体验版', '“7 天体验版”'],
  ['于 {plan} 到期', '2026年12月1日', '于 2026年12月1日 到期'],
  ['Choose {plan}', '7 days', 'Choose 7 days'],
])('%s has %s apart by its digits: %s', (template, plan, shown) => {
  expect(fill(template, { plan })).toBe(shown);
  expect(withNameApart(template.replace('{plan}', plan), plan)).toBe(shown);
  expect(withNameApart(shown, plan)).toBe(shown);
});

test('a name without a value stays', () => {
  expect(fill('{plan} {other}', { plan: 'Pro' })).toBe('Pro {other}');
});
