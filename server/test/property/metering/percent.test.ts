import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { noUnit } from '../../../src/catalog/contract.ts';
import { toQuota, type QuotaState } from '../../../src/metering/states/quota-state.ts';

const state: QuotaState = {
  kind: 'metered',
  isEnabled: true,
  quota: 0,
  used: 0,
  reserved: 0,
  overage: 0,
  overageCredits: 0,
  isElastic: false,
  resetPeriod: 'monthly',
  periodStart: null,
  periodEnd: null,
  timeZone: 'UTC',
  version: 1,
  validUntil: 0,
};

const amounts = fc.oneof(fc.nat(20_000), fc.maxSafeNat());

test('the percentage is the exact share, rounded down: 100 only when nothing is left', () => {
  fc.assert(
    fc.property(amounts, amounts, fc.nat(3), (used, other, near) => {
      const quota = Math.max(1, near === 3 ? other : Math.min(used + near, Number.MAX_SAFE_INTEGER));
      const { percent, remaining } = toQuota('calls', noUnit, { ...state, quota, used });
      if (percent === null) throw new Error('A limited quota has a percentage');
      expect(percent >= 100).toBe(remaining === 0);
      const tenths = (BigInt(used) * 1000n) / BigInt(quota);
      expect(percent).toBe(Number(tenths) / 10);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  [9_996, 10_000, 99.9],
  [29, 100, 29],
  [57, 100, 57],
  [80, 100, 80],
  [1, 3, 33.3],
  [60, 50, 120],
  [0, 0, 0],
  [1, 0, 100],
])('%d of %d are %d %%', (used, quota, percent) => {
  expect(toQuota('calls', noUnit, { ...state, quota, used }).percent).toBe(percent);
});
