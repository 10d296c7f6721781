import { describe, expect, it } from '@jest/globals';
import type { FeatureKind } from '../../../src/catalog/contract.ts';
import { resolveFeatures } from '../../../src/catalog/plan-content.ts';

const kinds = new Map<string, FeatureKind>([
  ['articles', 'metered'],
  ['export', 'boolean'],
]);

describe('the features of a plan', () => {
  it('get their defaults by kind', () => {
    expect(resolveFeatures([{ code: 'articles', quota: 5 }, { code: 'export' }], kinds)).toEqual([
      {
        code: 'articles',
        kind: 'metered',
        quota: 5,
        resetPeriod: 'monthly',
        thresholds: [80, 95, 100],
        overage: 'block',
        enabled: true,
      },
      {
        code: 'export',
        kind: 'boolean',
        quota: null,
        resetPeriod: null,
        thresholds: null,
        overage: null,
        enabled: true,
      },
    ]);
  });

  it('are usable unless their quota is 0', () => {
    const enabled = [-1, 0, 1].map(
      (quota) => resolveFeatures([{ code: 'articles', quota }], kinds)[0]?.enabled,
    );
    expect(enabled).toEqual([true, false, true]);
  });

  it('are refused field by field, all at once', () => {
    const drafts = [
      { code: 'articles' },
      { code: 'export', quota: 1, resetPeriod: 'daily' as const },
      { code: 'unheard_of', quota: 1 },
      { code: 'articles', quota: 0, enabled: true },
    ];
    expect(() => resolveFeatures(drafts, kinds)).toThrow(
      expect.objectContaining({
        code: 'invalid_input',
        errors: [
          expect.objectContaining({ path: 'features.0.quota' }),
          expect.objectContaining({ path: 'features.1.quota' }),
          expect.objectContaining({ path: 'features.1.resetPeriod' }),
          expect.objectContaining({ path: 'features.2.code' }),
          expect.objectContaining({ path: 'features.3.enabled' }),
        ],
      }),
    );
  });
});
