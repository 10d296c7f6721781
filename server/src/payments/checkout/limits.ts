import { createAddressLimit, type RateLimit, type RateLimitContext } from '../../http/limits/rate-limit.ts';

/** How often somebody may begin to pay from one address: each time a provider is asked. */
export function createCheckoutLimit(ctx: RateLimitContext): RateLimit {
  return createAddressLimit(ctx, { name: 'payments-address', points: 1_000, windowSeconds: 60 });
}
