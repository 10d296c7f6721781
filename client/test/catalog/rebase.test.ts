import { describe, expect, test } from '@jest/globals';
import {
  follow,
  isOvertaken,
  keepMine,
  takeTheirs,
  type PlanEdit,
} from '../../src/features/catalog/editor/plan-edit.ts';
import { fieldsOf, newFeature, type PlanFields } from '../../src/features/catalog/editor/plan-fields.ts';
import { rebase } from '../../src/features/catalog/editor/rebase.ts';
import { isSame } from '../../src/lib/is-same.ts';
import { pro, proFields, withFeature } from './plans.ts';

const edit = (fields: PlanFields): PlanEdit => ({
  base: proFields,
  version: pro.version,
  fields,
  rollout: 'now',
  reason: '',
});
const mine = withFeature(proFields, 'articles', { quota: '80' });
/** The plan after somebody else published. */
const theirs = {
  ...pro,
  version: 7,
  highlighted: true,
  features: pro.features.map((has) => ({ ...has, ...(has.code === 'articles' && { quota: 120 }) })),
};

describe('my edit on top of theirs', () => {
  test('keeps what I changed and takes what only they changed', () => {
    const result = keepMine(edit(mine), theirs);
    expect(result.version).toBe(7);
    expect(result.base).toEqual(fieldsOf(theirs));
    expect(result.fields).toEqual({ ...mine, highlighted: true });
  });

  test('merges the fields of one feature', () => {
    const changed = withFeature(proFields, 'articles', { thresholds: [50] });
    expect(rebase(proFields, changed, mine)).toEqual(
      withFeature(proFields, 'articles', { quota: '80', thresholds: [50] }),
    );
  });

  test('keeps what either of us added, and leaves out what either took out', () => {
    const tokens = newFeature({ code: 'tokens', kind: 'metered' });
    const audits = newFeature({ code: 'audits', kind: 'boolean' });
    const [articles, exports, support] = proFields.features;
    const theirFields = {
      ...proFields,
      features: [articles, support, audits].filter((has) => has !== undefined),
    };
    const myFields = {
      ...proFields,
      features: [exports, support, tokens].filter((has) => has !== undefined),
    };
    const codes = rebase(proFields, theirFields, myFields).features.map(({ code }) => code);
    expect(codes.toSorted()).toEqual(['audits', 'support', 'tokens']);
  });

  test('keeps a price that I changed although they took it out', () => {
    const [usd, jpy] = proFields.prices;
    if (!usd || !jpy) throw new Error('the plan has two prices');
    const theirFields = { ...proFields, prices: [jpy] };
    const myFields = { ...proFields, prices: [{ ...usd, amount: '25' }, jpy] };
    expect(rebase(proFields, theirFields, myFields).prices).toEqual([{ ...usd, amount: '25' }, jpy]);
  });

  test('keeps my order where I changed that, else theirs', () => {
    const reversed = { ...proFields, features: proFields.features.toReversed() };
    expect(rebase(proFields, reversed, proFields)).toEqual(reversed);
    expect(rebase(proFields, proFields, reversed)).toEqual(reversed);
  });
});

describe('while others work on the same plan', () => {
  test('an untouched edit shows what they published', () => {
    expect(follow(edit(proFields), theirs)).toEqual(takeTheirs(edit(proFields), theirs));
  });

  test('a touched edit stays as it is and is overtaken', () => {
    expect(follow(edit(mine), theirs)).toEqual(edit(mine));
    expect(isOvertaken(edit(mine), theirs)).toBe(true);
    expect(isOvertaken(edit(mine), pro)).toBe(false);
    expect(isOvertaken(keepMine(edit(mine), theirs), theirs)).toBe(false);
  });

  test('a touched edit takes over a new status, which needs no new version', () => {
    const result = follow(edit(mine), { ...pro, status: 'archived' });
    expect(result.fields).toEqual({ ...mine, status: 'archived' });
    expect(result.base.status).toBe('archived');
  });

  test('an edit does not go back to an older answer that arrives late', () => {
    const current = { ...edit(proFields), version: 7 };
    expect(follow(current, pro)).toBe(current);
  });
});

test('two edits are the same whatever order their fields were written in', () => {
  expect(isSame({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 })).toBe(true);
  expect(isSame({ a: 1 }, { a: 1, b: undefined })).toBe(false);
  expect(isSame([1, 2], [2, 1])).toBe(false);
  expect(isSame({ a: null }, { a: {} })).toBe(false);
});
