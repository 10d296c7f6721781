import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { noUnit } from '../../../src/catalog/contract.ts';
import { ofQuota, usedPercentOf } from '../../../src/metering/states/contract.ts';
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

test('what the quota pays and what is left are the whole, whatever credits pay of it', () => {
  const some = fc.nat(1_000);
  fc.assert(
    fc.property(
      some,
      some,
      some,
      some,
      fc.integer({ min: 1, max: 2_000 }),
      (own, ownHeld, paid, held, quota) => {
        const [used, reserved, overage] = [own + paid, ownHeld + held, paid + held];
        const shown = toQuota('calls', noUnit, { ...state, quota, used, reserved, overage });
        expect(shown.percent).toBe(Math.floor(((own + ownHeld) * 1000) / quota) / 10);
        expect(shown.remaining).toBe(Math.max(quota - own - ownHeld, 0));
        const counted = ofQuota(shown);
        expect(counted.used + counted.reserved).toBe(own + ownHeld);
        // What credits pay of holds may come back, and is never taken off what is used.
        expect(counted.used).toBeGreaterThanOrEqual(own);
        expect(counted.used).toBeLessThanOrEqual(used);
        if (reserved === 0) expect(counted.used).toBe(own);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('of a quota of none all is used up, though credits paid it', () => {
  const shown = toQuota('calls', noUnit, { ...state, used: 3, overage: 3 });
  expect([shown.percent, shown.remaining, usedPercentOf(shown)]).toEqual([100, 0, 100]);
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
