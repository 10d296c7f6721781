import { z } from 'zod';
import { Translations } from '../../catalog/contract.ts';
import { Amount, Count, Id, Instant, OffsetQuery, Reason } from '../../http/contract.ts';
import { Actor } from '../../identity/contract.ts';

/** What actions cost. */

export const Action = z
  .string()
  .regex(/^[a-z][a-z0-9_]{1,63}$/, 'Use 2 to 64 lower-case letters, digits and _, a letter first')
  .meta({ description: 'What is done, such as `video_generation`: it costs what the price list says' });

export const Price = z.object({ action: z.string(), name: Translations, amount: Count }).meta({
  id: 'CreditPrice',
});
export type Price = z.infer<typeof Price>;

export const PriceList = z
  .object({
    version: Count.meta({ description: 'Grows with each change; send it back as `If-Match`' }),
    prices: z.array(Price),
  })
  .meta({ id: 'CreditPriceList' });
export type PriceList = z.infer<typeof PriceList>;

export const PricesBody = z.strictObject({
  prices: z
    .array(z.strictObject({ action: Action, name: Translations, amount: Amount }))
    .max(1000)
    .superRefine((prices, issues) => {
      const known = new Set<string>();
      for (const [index, { action }] of prices.entries()) {
        if (known.has(action)) {
          issues.addIssue({
            code: 'custom',
            path: [index, 'action'],
            message: 'Each action stands once',
            params: { code: 'listed_twice' },
          });
        }
        known.add(action);
      }
    })
    .meta({ description: "The whole list: actions that it leaves out can't be used any more" }),
  reason: Reason.optional(),
});
export type PricesBody = z.infer<typeof PricesBody>;

export const PriceHistoryQuery = OffsetQuery;

const PriceState = Price.pick({ name: true, amount: true });

export const PriceHistoryEntry = z
  .object({
    id: Id,
    at: Instant,
    actor: Actor,
    reason: z.string().nullable(),
    changes: z.array(
      z.object({
        action: z.string(),
        before: PriceState.nullable().meta({ description: 'Null where the action was new' }),
        after: PriceState.nullable().meta({ description: 'Null where it was taken off the list' }),
      }),
    ),
  })
  .meta({ id: 'CreditPriceHistoryEntry' });
export type PriceHistoryEntry = z.infer<typeof PriceHistoryEntry>;
