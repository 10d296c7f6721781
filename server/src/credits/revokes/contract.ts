import { z } from 'zod';
import { AccountRef, Amount, Count, Id, Reason } from '../../http/contract.ts';

/** What is taken back. */

const whose = { accountId: AccountRef, reason: Reason };
const byAmount = {
  amount: Amount.meta({ description: 'From the lots that burn next; not more than can be spent' }),
};
const byLot = { lotId: Id.meta({ description: 'All of this lot: what was spent of it is owed then' }) };

export const RevokeBody = z
  .strictObject({ ...whose, amount: byAmount.amount.optional(), lotId: byLot.lotId.optional() })
  .refine(({ amount, lotId }) => (amount === undefined) !== (lotId === undefined), {
    path: ['amount'],
    message: 'Give either an amount or a lot',
  });

/** The same in the words of a schema. */
export const DocumentedRevokeBody = z.union([
  z.strictObject({ ...whose, ...byAmount }),
  z.strictObject({ ...whose, ...byLot }),
]);

export const CreditRevocation = z
  .object({
    revoked: Count.meta({ description: 'What was taken back, what is owed for it included' }),
    owed: Count.meta({ description: 'What of it had been spent or is held, and is owed now' }),
    balance: Count.meta({ description: 'What can be spent now' }),
    debt: Count.meta({ description: 'What the account owes in all' }),
    replayed: z.boolean(),
  })
  .meta({ id: 'CreditRevocation' });
export type CreditRevocation = z.infer<typeof CreditRevocation>;
