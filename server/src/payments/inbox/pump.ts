import type { Context } from '../../base-context.ts';
import { retryContention } from '../../db/contention.ts';
import type { Poller } from '../../lib/poller.ts';
import type { Command } from '../commands.ts';
import { asking, startLane } from '../lanes.ts';
import type { Provider, ProviderName } from '../provider.ts';
import { applyEvent, claimEvents, type ClaimedEvent } from './queries.ts';

export interface InboxPump {
  /** Looks now instead of at its next turn: something has come. */
  wake: () => void;
  start: () => void;
  stop: () => Promise<void>;
}

const places = 4;

/**
 * Applies what is in the inbox. One event is one transaction; one that fails waits longer and longer (how long:
 * apply_event.sql) and holds up no other. Those of which the provider has to be asked wait in a lane of their own.
 */
export function createInboxPump(ctx: Context, providers: ReadonlyMap<ProviderName, Provider>): InboxPump {
  const { db, logger } = ctx;
  let lanes: Poller[] = [];

  async function apply(event: ClaimedEvent, commands: Command[] | undefined): Promise<void> {
    const state = await retryContention(() => applyEvent(db, event.id, commands));
    if (state !== 'applied' && state !== 'ignored') {
      logger.warn(
        { eventId: event.id, provider: event.provider, state },
        'a payment event has no effect yet',
      );
    }
  }

  /** What the event means; undefined where its provider doesn't say now, or its body is none of the provider's. */
  async function ask({ id, provider: name, raw, headers }: ClaimedEvent): Promise<Command[] | undefined> {
    const provider = providers.get(name);
    if (!provider) return undefined;
    try {
      const answer = await provider.complete({ raw, headers });
      if (answer.kind === 'ok') return answer.value;
      const reason = answer.kind === 'refused' ? answer.code : answer.reason;
      logger.warn({ eventId: id, provider: name, reason }, 'a provider did not say what its event means');
    } catch (error) {
      logger.error({ err: error, eventId: id, provider: name }, 'a payment event can not be read');
    }
    return undefined;
  }

  return {
    wake: () => {
      for (const lane of lanes) lane.wake();
    },
    start() {
      lanes = [
        startLane({
          name: 'payments inbox',
          logger,
          places,
          claim: (limit) => claimEvents(db, limit, true),
          handle: (event) => apply(event, undefined),
        }),
        startLane({
          name: 'payments inbox, to be asked about',
          logger,
          ...asking,
          claim: (limit) => claimEvents(db, limit, false),
          handle: async (event) => apply(event, await ask(event)),
        }),
      ];
    },
    stop: async () => {
      await Promise.all(lanes.map((lane) => lane.stop()));
    },
  };
}
