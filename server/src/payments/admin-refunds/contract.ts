import { z } from 'zod';
import { Amount, Count, Id, Instant, Reason } from '../../http/contract.ts';

export const OrderParams = z.strictObject({ id: Id });

const part = {
  amountMinor: Amount.optional().meta({
    description: 'Of what the buyer paid, tax included. Left out: all that is left',
  }),
  goods: z
    .enum(['take', 'keep'])
    .default('take')
    .meta({ description: 'Whether what was bought goes back too' }),
  paymentId: Id.optional().meta({
    description:
      'One of the order’s payments, such as one that came twice and whose refund was refused. Left out: the one that ' +
      'bought the goods',
  }),
};

export const PreviewBody = z.strictObject(part);
export const RefundBody = z.strictObject({ ...part, reason: Reason });

export const RefundPreview = z.object({
  amountMinor: Count,
  leftMinor: Count.meta({ description: 'What could be given back after that' }),
  currency: z.string(),
  status: z.string().meta({ description: 'Of the order, once the money is back' }),
  goodsError: z.string().nullable(),
  items: z.array(
    z.object({
      itemId: Id,
      takenUnits: z.int().meta({ description: 'Credits that go' }),
      newDebt: z.int().meta({ description: 'Of these, what is spent already' }),
      spentUnits: z.int().meta({
        description: 'What was spent in all; of the credits that a plan gave nothing of it is owed',
      }),
      ends: z.boolean().meta({ description: 'Its plan or its days end' }),
      thenUntil: Instant.nullable().meta({
        description:
          'Of a package that ends while more of it was bought or given: those days move up, and last until then',
      }),
      isInForce: z.boolean().meta({
        description: 'Of a plan: the account has it now. Else an admin has given another one, which stays',
      }),
    }),
  ),
});
export type RefundPreview = z.output<typeof RefundPreview>;

export const RequestedRefund = z.object({
  id: Id,
  orderId: Id,
  refundNumber: z.string(),
  amountMinor: Count,
  state: z.enum(['requested', 'pending', 'succeeded', 'failed']),
});
export type RequestedRefund = z.output<typeof RequestedRefund>;
