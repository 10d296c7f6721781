import { z } from 'zod';
import { AccountRef, Amount, Count, Id, IdempotencyKey, Line } from '../../http/contract.ts';
import { LotPart } from '../balances/contract.ts';
import { Action } from '../prices/contract.ts';

/** Spending credits. */

/** What every request names that spends credits, or holds them. */
export const spending = {
  accountId: AccountRef.optional(),
  referenceId: Line.min(1)
    .max(200)
    .optional()
    .meta({ description: 'Yours, to find the use again, such as the id of a job' }),
  idempotencyKey: IdempotencyKey.optional(),
};

/** What it costs: one of the two, see `refuseBoth`. */
export const cost = { action: Action.optional(), amount: Amount.optional() };
export const byAmount = { amount: Amount };
export const byAction = { action: Action };

/** A cost is told by an action or by an amount, never by both and never by neither. */
export function refuseBoth(
  { action, amount }: { action?: string | undefined; amount?: number | undefined },
  issues: z.RefinementCtx,
): void {
  if ((action === undefined) !== (amount === undefined)) return;
  issues.addIssue({ code: 'custom', path: ['amount'], message: 'Give either an action or an amount' });
}

export const UseBody = z.strictObject({ ...cost, ...spending }).superRefine(refuseBoth);
export type UseBody = z.infer<typeof UseBody>;

/** The same in the words of a schema. */
export const DocumentedUseBody = z.union([
  z.strictObject({ ...byAmount, ...spending }),
  z.strictObject({ ...byAction, ...spending }),
]);

export const CreditUse = z
  .object({
    transactionId: Id,
    amount: Count.meta({ description: 'What it cost' }),
    balance: Count.meta({ description: 'What could be spent right after it' }),
    lots: z
      .array(LotPart)
      .meta({ description: 'Which lots paid how much, in the order in which they burned' }),
    replayed: z.boolean(),
  })
  .meta({ id: 'CreditUse' });
export type CreditUse = z.infer<typeof CreditUse>;
