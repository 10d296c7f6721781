import type { Checkout, PaymentRef, RefundRef } from '../../src/payments/provider.ts';

export const clock = () => new Date('2026-11-28T08:00:00.000Z');
export const reference = '20261128ABCDEFGHJKMNPQ01';

/** What a buyer is to pay in these tests. */
export function checkoutOf(changes: Partial<Checkout> = {}): Checkout {
  const { amountMinor = 1_999, currency = 'USD' } = changes;
  return {
    reference,
    orderId: '0197f0a0-0000-7000-8000-000000000001',
    amountMinor,
    currency,
    items: [{ name: 'Pro', quantity: 1, totalMinor: amountMinor, productKeys: ['pro-month', 'pro'] }],
    payUntil: new Date('2026-11-28T08:31:00.000Z'),
    successUrl: 'https://shop.example/pay/done',
    cancelUrl: 'https://shop.example/pay/back',
    callbackUrl: 'https://shop.example/api/pay/callback/provider',
    email: 'buyer@example.com',
    ...changes,
  };
}

/** The price where a provider takes nothing but yuan. */
export const inYuan = { amountMinor: 13_900, currency: 'CNY' };

export const yuanCheckoutOf = (changes: Partial<Checkout> = {}) => checkoutOf({ ...inYuan, ...changes });

export function paymentOf(changes: Partial<PaymentRef> = {}): PaymentRef {
  return { reference, state: 'open', amountMinor: 1_999, currency: 'USD', ...changes };
}

export function refundOf(changes: Partial<RefundRef> & Pick<RefundRef, 'providerPaymentId'>): RefundRef {
  return {
    reference,
    refundNumber: 'R20261128ABCDEFGHJKMNPQ',
    amountMinor: 1_999,
    receivedMinor: 1_999,
    keptMinor: 0,
    currency: 'USD',
    callbackUrl: 'https://shop.example/api/pay/callback/provider',
    ...changes,
  };
}

export const yuanRefundOf = (changes: Partial<RefundRef> & Pick<RefundRef, 'providerPaymentId'>) =>
  refundOf({ ...inYuan, receivedMinor: inYuan.amountMinor, ...changes });
