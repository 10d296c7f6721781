import { z } from 'zod';
import { AccountRef, Amount, Count, Id, Reason } from '../../http/contract.ts';

/** What comes back of a use. */

export const ReturnBody = z.strictObject({
  accountId: AccountRef.optional(),
  amount: Amount.optional().meta({ description: 'Left out: all that has not come back' }),
  reason: Reason,
});

export const CreditReturn = z
  .object({
    transactionId: Id,
    amount: Count.meta({ description: 'What came back' }),
    balance: Count.meta({ description: 'What can be spent now' }),
    replayed: z.boolean(),
  })
  .meta({ id: 'CreditReturn' });
export type CreditReturn = z.infer<typeof CreditReturn>;
