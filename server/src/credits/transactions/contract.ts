import { z } from 'zod';
import { AccountRef, Count, cursorPaging, Id, Instant, refuseBackward, span } from '../../http/contract.ts';
import { LotPart, TransactionType } from '../balances/contract.ts';

/** The ledger of an account, as it is shown. */

export const Transaction = z
  .object({
    id: Id,
    type: TransactionType,
    amount: Count.meta({ description: 'Positive: the type says which way it went' }),
    owed: z
      .boolean()
      .meta({ description: 'Of a `revoke`: it had been spent already, and is owed; the balance stays' }),
    balanceAfter: Count.meta({ description: 'What the account owned after it, what was held included' }),
    heldAfter: Count,
    action: z.string().nullable(),
    referenceId: z.string().nullable(),
    reservationId: Id.nullable(),
    returnsId: Id.nullable().meta({ description: 'The use that this one gives back' }),
    reason: z.string().nullable(),
    createdAt: Instant,
    lots: z.array(LotPart).meta({ description: 'Which lots gave it or took it' }),
    againstLotId: Id.nullable().meta({ description: 'The lot whose debt or revocation it is about' }),
  })
  .meta({ id: 'CreditTransaction' });
export type Transaction = z.infer<typeof Transaction>;

const search = { accountId: AccountRef.optional(), type: TransactionType.optional(), ...span };

export const TransactionsExportQuery = z.strictObject(search).superRefine(refuseBackward);
export type TransactionsExportQuery = z.infer<typeof TransactionsExportQuery>;

export const TransactionsQuery = z.strictObject({ ...search, ...cursorPaging }).superRefine(refuseBackward);
export type TransactionsQuery = z.infer<typeof TransactionsQuery>;
