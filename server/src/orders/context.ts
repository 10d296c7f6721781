import type { RateLimit } from '../http/limits/rate-limit.ts';
import type { IdentityContext } from '../identity/service.ts';

export interface OrdersContext extends IdentityContext {
  /** By account. */
  orderLimit: RateLimit;
}
