import { expect, test } from '@jest/globals';
import { keywords } from '../../src/app/palette/keywords.ts';
import { matching } from '../../src/app/palette/match.ts';
import { adminPages } from '../../src/pages/admin/pages.ts';
import { userPages } from '../../src/pages/user/pages.ts';

const entries = [
  { path: '/admin/plans/1', label: '专业版', note: 'pro', also: ['Pro', '专业版'] },
  { path: '/admin/plans/2', label: '团队版', note: 'team', also: ['Team', '团队版'] },
  { path: '/profile', label: '个人资料', also: ['profile'] },
  { path: '/admin/accounts/1', label: 'Ada Profitt', note: 'ada@example.com' },
];
const labels = (typed: string) => matching(entries, typed).map(({ label }) => label);

test('what is typed finds names in both languages, codes and notes, whatever the case and width of letters', () => {
  expect(labels('团队')).toEqual(['团队版']);
  expect(labels('TEAM')).toEqual(['团队版']);
  expect(labels('ｔｅａｍ')).toEqual(['团队版']);
  expect(labels('example.com')).toEqual(['Ada Profitt']);
  expect(labels('')).toHaveLength(entries.length);
});

test('each word must occur, in any order', () => {
  expect(labels('profitt ada')).toEqual(['Ada Profitt']);
  expect(labels('ada team')).toEqual([]);
});

test('what begins with the words comes first', () => {
  expect(labels('pro')).toEqual(['专业版', '个人资料', 'Ada Profitt']);
  expect(labels('ad')).toEqual(['Ada Profitt']);
  const named = [
    { path: '/a', label: 'The plan' },
    { path: '/b', label: 'Plans' },
  ];
  expect(matching(named, 'plan').map(({ label }) => label)).toEqual(['Plans', 'The plan']);
});

test('pages are found by what one wants to do there, in both languages', () => {
  const pages = [...userPages, ...adminPages].map(({ path, name }) => ({
    path,
    label: name,
    also: [keywords[name] ?? ''],
  }));
  const found = (typed: string) => matching(pages, typed).map(({ label }) => label);
  for (const word of ['refund', '退款']) expect(found(word)).toContain('admin-orders');
  for (const word of ['price', '价格']) expect(found(word)).toContain('admin-plans');
  const names = new Set([...pages.map(({ label }) => label), 'profile']);
  const drawers = [...userPages, ...adminPages].flatMap((page) => page.drawers.map(({ name }) => name));
  expect(Object.keys(keywords).filter((name) => !names.has(name) && !drawers.includes(name))).toEqual([]);
});
