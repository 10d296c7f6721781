import { z } from 'zod';
import { Count, Id } from '../../http/contract.ts';
import { Currency, PaymentState, Quantity } from '../../orders/contract.ts';

/** Who can take money; `providers` has a room for each. */
export const ProviderName = z.enum(['stripe', 'creem', 'alipay', 'wechat', 'sandbox']);
const ReturnUrl = z.url({ protocol: /^https?$/ }).max(2_000);

const ProductName = z
  .string()
  .regex(/^[\w.-]{1,100}$/, 'An id or a code')
  .meta({ description: 'Id of a price, code of a plan (its monthly prices), or id or code of a package' });

/** Names of the older API are kept: `snake_case`. */
export const PaymentBody = z.strictObject({
  product_id: ProductName,
  provider: ProviderName.optional().meta({ description: 'Left out: the first that can charge it' }),
  quantity: Quantity.optional(),
  currency: Currency.optional().meta({
    description: 'Of what has several prices; left out: the first that can be charged',
  }),
  amount_minor: Count.optional().meta({
    description: 'The sum that the buyer was shown: nothing is ordered where it is another by now',
  }),
  success_url: ReturnUrl.optional().meta({ description: 'On our own origin' }),
  cancel_url: ReturnUrl.optional().meta({ description: 'On our own origin' }),
});
export type PaymentBody = z.output<typeof PaymentBody>;

export const OrderParams = z.object({ id: z.string() });

export const PayAgainBody = PaymentBody.pick({ provider: true, success_url: true, cancel_url: true });
export type PayAgainBody = z.output<typeof PayAgainBody>;

export const EndedOrder = z.object({ id: Id, orderNumber: z.string(), status: z.string() });
export type EndedOrder = z.output<typeof EndedOrder>;

export const StartedPayment = z.object({
  request_id: z.string().meta({ description: 'The attempt, as the provider knows it' }),
  session_id: z.string().meta({ description: 'The page, as the provider knows it' }),
  checkout_url: z.string(),
  code_url: z.string().optional().meta({ description: 'To be shown as a QR code' }),
  order_id: Id,
});
export type StartedPayment = z.output<typeof StartedPayment>;

export const RequestParams = z.object({ requestId: z.string() });

export const PaymentStatus = z.object({
  request_id: z.string(),
  order_id: Id,
  status: z.string().meta({ description: 'Of the order' }),
  state: PaymentState.meta({ description: 'Of the attempt' }),
  refused: z.boolean().meta({ description: 'A try at its page did not go through; another one may' }),
  provider: z.string(),
  checkout_url: z.string().optional(),
  code_url: z.string().optional(),
  payUntil: z.iso.datetime().nullable(),
});
export type PaymentStatus = z.output<typeof PaymentStatus>;

export const ProvidersQuery = z.strictObject({ productId: ProductName });

export const OfferedProvider = z.object({
  name: ProviderName,
  currencies: z.array(z.string()),
  kind: z.enum(['redirect', 'qr']),
});
export type OfferedProvider = z.output<typeof OfferedProvider>;
