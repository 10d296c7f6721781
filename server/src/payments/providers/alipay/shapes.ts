import { z } from 'zod';

/** The parts of Alipay's answers and notifications that we read; anything else may be there too. */

const Text = z.string().min(1);
/** The gateway leaves fields out, or sends them empty. */
const optional = z
  .string()
  .nullish()
  .transform((value) => value || undefined);

const TradeStatus = z.enum(['WAIT_BUYER_PAY', 'TRADE_CLOSED', 'TRADE_SUCCESS', 'TRADE_FINISHED']);

export const Precreated = z.object({ out_trade_no: Text, qr_code: Text });

export const Closed = z.object({ out_trade_no: Text });

export const Trade = z.object({
  trade_no: Text,
  out_trade_no: Text,
  trade_status: TradeStatus,
  total_amount: Text,
  /** Beijing time; only there when somebody paid. */
  send_pay_date: optional,
});
export type Trade = z.output<typeof Trade>;

export const Refunded = z.object({
  out_trade_no: Text,
  fund_change: z.enum(['Y', 'N']),
  /** All that went back of this trade. */
  refund_fee: Text,
});

export const RefundFound = z.object({ refund_status: optional, refund_amount: optional });

export const Notification = z.object({
  notify_id: Text,
  app_id: Text,
  seller_id: optional,
  trade_no: Text,
  out_trade_no: Text,
  trade_status: TradeStatus,
  total_amount: Text,
  refund_fee: optional,
  gmt_create: optional,
  gmt_payment: optional,
  gmt_refund: optional,
  gmt_close: optional,
  notify_time: optional,
});
export type Notification = z.output<typeof Notification>;
