import { createRateLimit, type RateLimit, type RateLimitContext } from '../http/limits/rate-limit.ts';

/** How often an account may order or begin to pay. */
export function createOrderLimit(ctx: RateLimitContext): RateLimit {
  return createRateLimit(ctx, { name: 'orders', points: 300, windowSeconds: 60 });
}
