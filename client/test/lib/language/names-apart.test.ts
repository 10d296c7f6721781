import { expect, test } from '@jest/globals';
import { namesApart } from '../../../src/lib/language/names-apart.ts';

/** The text as i18next has it, with its values in it. */
const shown = (text: string, values: Record<string, string>) =>
  namesApart.process(text, '', values, undefined);

test.each([
  ['你购买的7 天体验版仍在有效期内', { plan: '7 天体验版' }, '你购买的 7 天体验版仍在有效期内'],
  ['你购买的专业版仍在有效期内', { plan: '专业版' }, '你购买的专业版仍在有效期内'],
  [
    '由版本 1改为2026 版，2026年1月1日起',
    { before: '版本 1', after: '2026 版', date: '2026年1月1日' },
    '由版本 1 改为 2026 版，2026年1月1日起',
  ],
  ['预计 15:47（上海时间） 用尽', { time: '15:47（上海时间）' }, '预计 15:47（上海时间）用尽'],
  ['将于 12月30日 到期', { date: '12月30日' }, '将于 12月30日到期'],
  ['已用 80 篇', {}, '已用 80 篇'],
  ['将替换你当前的套餐 专业版', { plan: '专业版' }, '将替换你当前的套餐专业版'],
  ['专业版 不是在这里购买的', { plan: '专业版' }, '专业版不是在这里购买的'],
  ['已发放 Pro', { item: 'Pro' }, '已发放 Pro'],
  ['已发放 7 天体验版', { item: '7 天体验版' }, '已发放 7 天体验版'],
  ['选择 Pro 套餐', { plan: 'Pro 套餐' }, '选择 Pro 套餐'],
  [
    '\uE000王小明\uE001 将套餐从 \uE000Free\uE001 更换为 \uE000团队版\uE001',
    { actor: '\uE000王小明\uE001', before: '\uE000Free\uE001', plan: '\uE000团队版\uE001' },
    '\uE000王小明\uE001将套餐从 \uE000Free\uE001 更换为\uE000团队版\uE001',
  ],
  ['Choose 专业版 now', { plan: '专业版' }, 'Choose 专业版 now'],
  // A bare number may be a part of something else.
  ['由1改为3，2026年1月3日起', { before: '1', after: '3', date: '2026年1月3日' }, '由1改为3，2026年1月3日起'],
])('%s with %j reads %s', (text, values, expected) => {
  expect(shown(text, values)).toBe(expected);
});
