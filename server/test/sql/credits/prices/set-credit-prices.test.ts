import { describe, expect, it } from '@jest/globals';
import { useCreditsDatabase } from '../../../harness/credits/credits.ts';
import { sqlstate } from '../../../harness/metering/metering.ts';

const database = useCreditsDatabase();
const set = (prices: object[]) =>
  database().rows(`select public.set_credit_prices($1, '{"kind": "user"}', 'dearer')`, [
    JSON.stringify(prices),
  ]);
const list = () => database().rows('select action, amount from public.credit_prices order by action');
const price = (action: string, amount: number, en = action) => ({ action, amount, name: { en } });

describe('set_credit_prices', () => {
  it('puts the whole list in the place of the former, and writes down what changed', async () => {
    await set([price('a', 1), price('b', 2), price('c', 3)]);
    await set([price('b', 2), price('c', 4), price('d', 5)]);
    expect(await list()).toEqual([
      { action: 'b', amount: 2 },
      { action: 'c', amount: 4 },
      { action: 'd', amount: 5 },
    ]);
    const history = await database().rows<{ changes: object; reason: string }>(
      'select changes, reason from public.credit_price_history order by at',
    );
    expect(history).toHaveLength(2);
    expect(history[1]).toEqual({
      reason: 'dearer',
      changes: [
        { action: 'a', before: { name: { en: 'a' }, amount: 1 }, after: null },
        {
          action: 'c',
          before: { name: { en: 'c' }, amount: 3 },
          after: { name: { en: 'c' }, amount: 4 },
        },
        { action: 'd', before: null, after: { name: { en: 'd' }, amount: 5 } },
      ],
    });
    await set([price('d', 5), price('c', 4), price('b', 2)]);
    expect(await database().rows('select from public.credit_price_history')).toHaveLength(2);
  });

  it('refuses an action twice, and a price below 1', async () => {
    expect(await sqlstate(set([price('a', 1), price('a', 2)]))).toBe('MSINV');
    expect(await sqlstate(set([price('a', 0)]))).toBe('MSINV');
  });
});
