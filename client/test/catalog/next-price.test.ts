import { describe, expect, it } from '@jest/globals';
import { nextPrice } from '../../src/features/catalog/editor/next-price.ts';
import type { PriceFields } from '../../src/features/catalog/editor/plan-fields.ts';

/** What comes one after another, as somebody adds price after price. */
function added(count: number, usual: string[], prices: PriceFields[] = []): string[] {
  for (let step = 0; step < count; step += 1) prices = [...prices, nextPrice(prices, usual)];
  return prices.map(({ currency, interval }) => `${currency} ${interval}`);
}

describe('the next price of a plan', () => {
  it('is in the currencies of other plans before it is one for good', () => {
    expect(added(6, ['USD', 'CNY'])).toEqual([
      'USD month',
      'USD year',
      'CNY month',
      'CNY year',
      'USD lifetime',
      'CNY lifetime',
    ]);
  });

  it('begins with the currency that the plan has', () => {
    const own = [{ currency: 'CNY', interval: 'year', amount: '199' } as const];
    expect(added(2, ['USD', 'CNY'], own)).toEqual(['CNY year', 'CNY month', 'USD month']);
  });

  it('is in dollars where no plan has a price, and in euros once nothing else is left', () => {
    expect(added(4, [])).toEqual(['USD month', 'USD year', 'USD lifetime', 'EUR month']);
  });
});
