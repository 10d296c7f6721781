import { describe, expect, it } from '@jest/globals';
import { foldGains } from '../../src/features/catalog/offer/fold-gains.ts';

const gains = (names: string) => Array.from(names, (name) => ({ name, isGain: true }));
const losses = (names: string) => Array.from(names, (name) => ({ name, isGain: false }));
const named = (lines: { name: string }[]) => lines.map(({ name }) => name).join('');

describe('what a plan changes', () => {
  it.each([
    ['few lines stand open', [...gains('ab'), ...losses('x')], 'abx', ''],
    ['one line alone is not folded', gains('abcde'), 'abcde', ''],
    ['gains beyond four lines are folded', gains('abcdef'), 'abcd', 'ef'],
    ['losses stand open, wherever they come', [...gains('abcde'), ...losses('xy')], 'abxy', 'cde'],
    ['a gain stands open beside however many losses', [...gains('abc'), ...losses('vwxyz')], 'avwxyz', 'bc'],
    ['losses alone are not folded', losses('uvwxyz'), 'uvwxyz', ''],
  ])('%s', (_, lines, open, folded) => {
    const split = foldGains(lines);
    expect([named(split.open), named(split.folded)]).toEqual([open, folded]);
  });
});
