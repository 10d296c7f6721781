import { z } from 'zod';

/** The parts of WeChat Pay's answers and notifications that we read; anything else may be there too. */

const Text = z.string().min(1);
const Fen = z.int().min(0);
const Time = z.iso.datetime({ offset: true });
const optional = <Shape extends z.ZodType>(shape: Shape) =>
  shape.nullish().transform((value) => value ?? undefined);

export const NativePage = z.object({ code_url: Text });
export const PhonePage = z.object({ h5_url: Text });

export const Transaction = z.object({
  appid: Text,
  mchid: Text,
  out_trade_no: Text,
  transaction_id: optional(Text),
  trade_state: z.enum(['SUCCESS', 'REFUND', 'NOTPAY', 'CLOSED', 'REVOKED', 'USERPAYING', 'PAYERROR']),
  success_time: optional(Time),
  amount: optional(z.object({ total: Fen, currency: z.string().default('CNY') })),
});
export type Transaction = z.output<typeof Transaction>;

const RefundStatus = z.enum(['SUCCESS', 'CLOSED', 'PROCESSING', 'ABNORMAL']);
export type RefundStatus = z.output<typeof RefundStatus>;

/** As it is answered. */
export const Refund = z.object({
  refund_id: Text,
  out_refund_no: Text,
  transaction_id: Text,
  status: RefundStatus,
  amount: z.object({ refund: Fen }),
});
export type Refund = z.output<typeof Refund>;

/** As it is notified. */
export const NotifiedRefund = z.object({
  mchid: Text,
  out_trade_no: Text,
  transaction_id: Text,
  out_refund_no: Text,
  refund_id: Text,
  refund_status: RefundStatus,
  success_time: optional(Time),
  amount: z.object({ refund: Fen }),
});
export const Notification = z.object({
  id: Text,
  create_time: Time,
  event_type: Text,
  resource: z.object({
    algorithm: Text,
    ciphertext: Text,
    nonce: Text,
    associated_data: z.string().default(''),
  }),
});
export type Notification = z.output<typeof Notification>;
