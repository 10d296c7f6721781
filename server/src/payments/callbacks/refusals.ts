import { sql } from 'kysely';
import type { Context } from '../../base-context.ts';
import { createPoller, type Poller } from '../../lib/poller.ts';
import type { ProviderName, Refused } from '../provider.ts';

export interface Refusals {
  count: (provider: ProviderName, reason: Refused['refused']) => void;
  start: () => void;
  /** Writes down what was counted since, and counts no more. */
  stop: () => Promise<void>;
}

const intervalMs = 10_000;

/** Counts callbacks that were thrown away, in memory: anybody may send a flood of them, which must cost no writes. */
export function createRefusals({ db, logger }: Context): Refusals {
  let counts = new Map<`${ProviderName} ${Refused['refused']}`, number>();
  let poller: Poller | undefined;

  async function flush(): Promise<void> {
    const taken = counts;
    counts = new Map();
    for (const [key, count] of taken) {
      const [provider, reason] = key.split(' ');
      await sql`select public.count_refusals(${provider}, ${reason}, ${count})`.execute(db);
    }
  }

  return {
    count(provider, reason) {
      const key = `${provider} ${reason}` as const;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    start() {
      poller = createPoller({ name: 'refused callbacks', run: flush, intervalMs, logger });
    },
    async stop() {
      await poller?.stop();
      await flush().catch((error: unknown) => {
        logger.warn({ err: error }, 'refused callbacks could not be counted');
      });
    },
  };
}
