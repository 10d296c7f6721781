import { expect, test } from '@jest/globals';
import type { PaymentStatus } from '@meterstone/server/contract/payments/checkout';
import { phaseOf } from '../../src/features/payments/result/phase.ts';

const payment: PaymentStatus = {
  request_id: '20261128ABCDEFGHJKMNPQ01',
  order_id: '01930000-0000-7000-8000-000000000000',
  status: 'pending',
  state: 'open',
  refused: false,
  provider: 'stripe',
  payUntil: null,
};

test.each<[Partial<PaymentStatus>, boolean, string]>([
  [{}, false, 'waiting'],
  [{ state: 'intent' }, false, 'waiting'],
  [{ refused: true }, false, 'refused'],
  [{ refused: true }, true, 'left'],
  [{}, true, 'left'],
  [{ code_url: 'weixin://a' }, false, 'scan'],
  [{ code_url: 'weixin://a', refused: true }, false, 'scan'],
  [{ state: 'processing' }, true, 'processing'],
  // The money is there, and the order is about to move.
  [{ state: 'succeeded' }, false, 'processing'],
  [{ state: 'failed' }, false, 'over'],
  [{ state: 'expired' }, true, 'over'],
  [{ state: 'closed' }, false, 'over'],
  // Whatever the address says: the order knows better.
  [{ status: 'paid', state: 'succeeded' }, true, 'paid'],
  [{ status: 'paid', state: 'open', refused: true }, false, 'paid'],
  [{ status: 'partially_refunded', state: 'succeeded' }, false, 'paid'],
  [{ status: 'needs_review', state: 'succeeded' }, false, 'review'],
  [{ status: 'refunded', state: 'succeeded' }, false, 'refunded'],
  [{ status: 'failed', state: 'failed' }, false, 'failed'],
  [{ status: 'cancelled', state: 'closed' }, true, 'cancelled'],
  [{ status: 'expired', state: 'open', code_url: 'weixin://a' }, false, 'expired'],
])('%j, page left: %s, is %s', (changed, hasLeft, phase) => {
  expect(phaseOf({ ...payment, ...changed }, hasLeft)).toBe(phase);
});
