import { expect, it } from '@jest/globals';
import { Command, factOf, moneyIdOf } from '../../src/payments/commands.ts';

const paid: Command = {
  type: 'payment_succeeded',
  reference: 'R1',
  providerPaymentId: 'pi_1',
  amountMinor: 1_999,
  taxMinor: 0,
  currency: 'USD',
  at: '2026-11-28T08:00:00.000Z',
};

it('a fact is the same whenever it is told, and in whatever order', () => {
  const later: Command = { ...paid, at: '2027-01-01T00:00:00.000Z' };
  const turned = Object.fromEntries(Object.entries(later).reverse());
  expect([factOf(later), factOf(Command.parse(turned))]).toEqual([factOf(paid), factOf(paid)]);
  expect(factOf({ ...paid, amountMinor: 2_000 })).not.toBe(factOf(paid));
  expect(factOf({ ...paid, providerPaymentId: 'pi_2' })).not.toBe(factOf(paid));
});

it('names the money that commands are about', () => {
  const expired: Command = { type: 'payment_expired', reference: 'R1', at: paid.at };
  expect(moneyIdOf([expired, paid])).toBe('pi_1');
  expect(moneyIdOf([expired])).toBeUndefined();
});

it.each([
  { ...paid, amountMinor: 19.99 },
  { ...paid, amountMinor: -1 },
  { ...paid, currency: 'usd' },
  { ...paid, at: 'today' },
  { ...paid, providerPaymentId: '' },
  { ...paid, more: true },
  { ...paid, type: 'payment_doubled' },
])('refuses what is none: %j', (body) => {
  expect(Command.safeParse(body).success).toBe(false);
});
