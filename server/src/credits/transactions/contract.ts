import { z } from 'zod';
import { Translations } from '../../catalog/contract.ts';
import { AccountRef, Count, cursorPaging, Id, Instant, refuseBackward, span } from '../../http/contract.ts';
import { LotPart, LotSource, TransactionType } from '../balances/contract.ts';

/** The ledger of an account, as it is shown. */

/** What stays known of a lot, also once it is used up. */
export const LotOrigin = z
  .object({
    source: LotSource,
    name: Translations.nullable().meta({
      description: 'Of the plan or package that gave it, as it was then; null where neither did',
    }),
    createdAt: Instant,
    expiresAt: Instant.nullable().meta({ description: 'Null: never' }),
  })
  .meta({ id: 'CreditLotOrigin' });
export type LotOrigin = z.infer<typeof LotOrigin>;

const origin = LotOrigin.nullable().meta({
  description: 'Null where the lot is gone, which the health check then names',
});

/** The use beyond a quota that credits paid. */
export const PaidUsage = z
  .object({
    recordId: Id,
    featureCode: z.string().nullable(),
    occurredAt: Instant.nullable(),
  })
  .meta({
    id: 'PaidUsage',
    description: 'Feature and time are null once records of that month are no longer kept',
  });
export type PaidUsage = z.infer<typeof PaidUsage>;

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
    usage: PaidUsage.nullable().meta({
      description: 'The use beyond a quota that this paid, or gives back',
    }),
    reason: z
      .string()
      .nullable()
      .meta({
        description:
          'Told by who gave or took them; `refund` and `refund undone` where refunds of an order did, `plan again` ' +
          'where a refund had taken them and the plan came again',
      }),
    createdAt: Instant,
    lots: z.array(LotPart.extend({ origin })).meta({ description: 'Which lots gave it or took it' }),
    against: z
      .object({ lotId: Id, origin })
      .nullable()
      .meta({ description: 'The lot whose debt or revocation it is about' }),
  })
  .meta({ id: 'CreditTransaction' });
export type Transaction = z.infer<typeof Transaction>;

const search = { accountId: AccountRef.optional(), type: TransactionType.optional(), ...span };

export const TransactionsExportQuery = z.strictObject(search).superRefine(refuseBackward);
export type TransactionsExportQuery = z.infer<typeof TransactionsExportQuery>;

export const TransactionsQuery = z.strictObject({ ...search, ...cursorPaging }).superRefine(refuseBackward);
export type TransactionsQuery = z.infer<typeof TransactionsQuery>;
