import type { Context } from '../../base-context.ts';
import { judgeBatchFailure } from '../../db/contention.ts';
import { Coalescer } from '../../lib/batches/coalescer.ts';
import { receiveEvents, type ReceivedEvent } from './queries.ts';

/** Puts events into the inbox; those that come at once go together. */
export type Receiver = Coalescer<ReceivedEvent, string>;

/** As many as one statement takes in a few milliseconds. */
const maxBatch = 64;
/** Providers send again what is refused. */
const maxWaiting = 2_000;

export function createReceiver({ db }: Context): Receiver {
  return new Coalescer({
    run: (events) => receiveEvents(db, events),
    maxBatch,
    maxWaiting,
    onFailure: judgeBatchFailure,
  });
}
