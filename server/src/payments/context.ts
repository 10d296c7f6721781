import type { RateLimit } from '../http/limits/rate-limit.ts';
import type { OrdersContext } from '../orders/service.ts';
import type { Refusals } from './callbacks/refusals.ts';
import type { InboxPump } from './inbox/pump.ts';
import type { Receiver } from './inbox/receiver.ts';
import type { Provider, ProviderName } from './provider.ts';

/** What payments keep running on each node. */
export interface Payments {
  /** Those that are wholly set up. */
  providers: ReadonlyMap<ProviderName, Provider>;
  /** By which the built-in one signs; undefined where it is off. */
  sandboxSecret: string | undefined;
  addressLimit: RateLimit;
  receiver: Receiver;
  inbox: InboxPump;
  refusals: Refusals;
}

export interface PaymentsContext extends OrdersContext {
  payments: Payments;
}
