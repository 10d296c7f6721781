import type { CatalogContext } from '../catalog/service.ts';
import type { CreditsContext } from '../credits/service.ts';
import type { Coalescer } from '../lib/batches/coalescer.ts';
import type { Poller } from '../lib/poller.ts';
import type { UsageInput, UsageOutcome } from './recording/usage.ts';
import type { QuotaState, StateWanted } from './states/quota-state.ts';

/** What metering keeps running on each node. */
export interface Meter {
  /** Records uses, many at once. */
  recorder: Coalescer<UsageInput, UsageOutcome>;
  /** Reads states from Postgres, many at once; null where nothing grants the feature. */
  stateReader: Coalescer<StateWanted, QuotaState | null>;
  /** Delivers alerts to browsers. */
  alertPump: Poller;
  /** Lets what waits finish, then stops. */
  close: () => Promise<void>;
}

export interface MeteringContext extends CatalogContext, CreditsContext {
  meter: Meter;
}
