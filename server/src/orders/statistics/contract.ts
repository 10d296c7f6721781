import { z } from 'zod';
import { Count, Granularity, Instant, Line, refuseBackward, span } from '../../http/contract.ts';
import { Currency } from '../contract.ts';

/** What was sold: each currency for itself, in its smallest unit. */

export const OrderStatisticsQuery = z
  .strictObject({
    ...span,
    granularity: Granularity.default('day'),
    provider: Line.max(40).optional().meta({ description: 'Only what was paid by it' }),
  })
  .superRefine(refuseBackward);
export type OrderStatisticsQuery = z.infer<typeof OrderStatisticsQuery>;

const sums = {
  paid: Count.meta({ description: 'Orders whose money came then, and was kept' }),
  refunded: Count.meta({ description: 'How many of these have given any of it back since' }),
  grossMinor: Count.meta({ description: 'What they cost, without the tax that a provider put on top' }),
  refundedMinor: Count.meta({ description: 'What of that is gone for good: refunded, or lost in a dispute' }),
  netMinor: Count,
};
export const OrderSums = z.object(sums);
export type OrderSums = z.infer<typeof OrderSums>;

export const CurrencyStatistics = z.object({
  currency: Currency,
  orders: Count.meta({ description: 'Made in the span, paid or not' }),
  ...sums,
  surplusMinor: Count.meta({
    description:
      'What else came then, but twice, too late or for what can’t begin: it goes back whole, and is in no other sum',
  }),
  byProvider: z.array(z.object({ provider: z.string(), ...sums })),
  steps: z
    .array(z.object({ at: Instant.meta({ description: 'Start of the step' }), ...sums }))
    .meta({ description: 'Oldest first, gaps 0' }),
});
export type CurrencyStatistics = z.infer<typeof CurrencyStatistics>;

export const OrderStatistics = z
  .object({
    granularity: Granularity,
    timeZone: z.literal('UTC').meta({ description: 'In which hours, days and months begin' }),
    from: Instant,
    to: Instant,
    currencies: z.array(CurrencyStatistics).meta({ description: 'By their codes; never added up' }),
  })
  .meta({ id: 'OrderStatistics' });
export type OrderStatistics = z.infer<typeof OrderStatistics>;
