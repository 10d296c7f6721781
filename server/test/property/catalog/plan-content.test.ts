import { describe, expect, it } from '@jest/globals';
import type { KnownFeature } from '../../../src/catalog/features/queries.ts';
import { resolveFeatures } from '../../../src/catalog/plans/content.ts';

const known = new Map<string, KnownFeature>([
  ['articles', { kind: 'metered', isArchived: false }],
  ['export', { kind: 'boolean', isArchived: false }],
  ['retired', { kind: 'boolean', isArchived: true }],
]);
const none = new Set<string>();

describe('the features of a plan', () => {
  it('get their defaults by kind', () => {
    const drafts = [{ code: 'articles', quota: 5, resetPeriod: 'monthly' as const }, { code: 'export' }];
    expect(resolveFeatures(drafts, known, none)).toEqual([
      {
        code: 'articles',
        kind: 'metered',
        quota: 5,
        resetPeriod: 'monthly',
        thresholds: [80, 95, 100],
        overage: 'block',
        overageRate: null,
        enabled: true,
      },
      {
        code: 'export',
        kind: 'boolean',
        quota: null,
        resetPeriod: null,
        thresholds: null,
        overage: null,
        overageRate: null,
        enabled: true,
      },
    ]);
  });

  it('are usable unless their quota is 0', () => {
    const enabled = [-1, 0, 1].map(
      (quota) =>
        resolveFeatures([{ code: 'articles', quota, resetPeriod: 'never' }], known, none)[0]?.enabled,
    );
    expect(enabled).toEqual([true, false, true]);
  });

  it('may be archived where the plan has them already', () => {
    expect(resolveFeatures([{ code: 'retired' }], known, new Set(['retired']))).toMatchObject([
      { code: 'retired', enabled: true },
    ]);
  });

  it('are refused field by field, all at once', () => {
    const drafts = [
      { code: 'articles' },
      { code: 'export', quota: 1, resetPeriod: 'daily' as const },
      { code: 'unheard_of', quota: 1 },
      { code: 'articles', quota: 0, resetPeriod: 'daily' as const, enabled: true },
      { code: 'retired' },
    ];
    expect(() => resolveFeatures(drafts, known, none)).toThrow(
      expect.objectContaining({
        code: 'invalid_input',
        errors: [
          expect.objectContaining({ path: 'features.0.quota' }),
          expect.objectContaining({ path: 'features.0.resetPeriod' }),
          expect.objectContaining({ path: 'features.1.quota' }),
          expect.objectContaining({ path: 'features.1.resetPeriod' }),
          expect.objectContaining({ path: 'features.2.code' }),
          expect.objectContaining({ path: 'features.3.enabled' }),
          expect.objectContaining({ path: 'features.4.code' }),
        ],
      }),
    );
  });
});
