import { LRUCache } from 'lru-cache';
import type { Context } from '../../base-context.ts';
import { judgeBatchFailure } from '../../db/contention.ts';
import type { RenderedData } from '../../http/rendered-data.ts';
import { Coalescer } from '../../lib/batches/coalescer.ts';
import type { Balance } from './contract.ts';
import { areCurrent, readBalances, type KnownBalance } from './queries.ts';

export interface BalanceReader {
  /** Where the account stands now; null where there is no such account. Errors: `overloaded`, `unavailable`. */
  read: (accountId: string) => Promise<RenderedData<Balance> | null>;
}

/** Of what is kept, in characters; few, so that a busy node has them at hand and others hardly grow. */
const maxSize = 64 * 2 ** 20;
/** What an entry takes beside its text. */
const entrySize = 500;
const batches = { maxBatch: 500, maxWaiting: 100_000, onFailure: judgeBatchFailure };

/**
 * Reads where accounts stand, many at once. Answers are kept, as most reads find what the last one found; but each
 * read asks Postgres whether that still holds. So nobody needs to tell of a change, on this node or another, and
 * nothing kept stands for the answer of a Postgres that is away.
 */
export function createBalanceReader({
  reachability,
  recordingPool,
}: Pick<Context, 'reachability' | 'recordingPool'>): BalanceReader {
  const kept = new LRUCache<string, KnownBalance>({
    maxSize,
    sizeCalculation: ({ balance }) => balance.json.length + entrySize,
  });
  const judge = new Coalescer<KnownBalance, boolean>({
    ...batches,
    run: (known) => reachability.watch(() => areCurrent(recordingPool, known)),
  });
  const reader = new Coalescer<string, KnownBalance | null>({
    ...batches,
    run: (accountIds) => reachability.watch(() => readBalances(recordingPool, accountIds)),
  });

  return {
    async read(accountId) {
      const known = kept.get(accountId);
      if (known && (await judge.submit(known))) return known.balance;
      const found = await reader.submit(accountId);
      if (!found) return null;
      kept.set(accountId, found);
      return found.balance;
    },
  };
}
