import { expect, test } from '@jest/globals';
import type { PlanChangePreview } from '@meterstone/server/contract/metering/plan-changes';
import { sumPreview } from '../../src/features/metering/plan-changes/sum-preview.ts';

const account = (name: string, about: Partial<PlanChangePreview>): PlanChangePreview => ({
  accountId: name,
  name,
  planCode: 'starter',
  effect: 'changes',
  usedUp: [],
  loses: [],
  overrides: [],
  keptBelow: [],
  isBought: false,
  ...about,
});

test('a preview is summed up by plan and by feature, and who keeps the plan is met by nothing', () => {
  const sum = sumPreview([
    account('a', { planCode: null, loses: ['export'] }),
    account('b', { usedUp: ['words', 'calls'] }),
    account('c', { usedUp: ['calls'], isBought: true }),
    account('d', { effect: 'newer_version', planCode: 'team' }),
    account('g', { overrides: ['calls', 'words'], keptBelow: ['words'] }),
    account('f', { effect: 'refused', loses: ['export'] }),
    account('e', { effect: 'keeps', planCode: 'team', overrides: ['calls'], isBought: true }),
  ]);
  expect(sum).toMatchObject({ changing: 5, older: 1, keeping: 1 });
  expect(sum.from).toEqual([
    { planCode: 'starter', count: 3 },
    { planCode: null, count: 1 },
  ]);
  const named = (all: { featureCode: string; accounts: { name: string }[] }[]) =>
    all.map(({ featureCode, accounts }) => [featureCode, ...accounts.map(({ name }) => name)]);
  expect(named(sum.usedUp)).toEqual([
    ['calls', 'b', 'c'],
    ['words', 'b'],
  ]);
  expect(named(sum.loses)).toEqual([['export', 'a']]);
  expect(sum.refused.map(({ name }) => name)).toEqual(['f']);
  expect(named(sum.overridden)).toEqual([['calls', 'g']]);
  expect(named(sum.keptBelow)).toEqual([['words', 'g']]);
  expect(sum.bought.map(({ name }) => name)).toEqual(['c']);
});
