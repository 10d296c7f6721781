import { createLoadingCache, type LoadingCache } from '../../cache/loading-cache.ts';
import type { Database } from '../../db/pool.ts';
import { findAccountId } from './queries.ts';

export type KnownAccounts = LoadingCache<{ id: string }>;

/**
 * References to accounts, by id or `ext:<external id>`, that were found to exist. Neither kind is ever given to
 * another account, so they stay true.
 */
export function createKnownAccounts(db: Database): KnownAccounts {
  return createLoadingCache({
    max: 100_000,
    load: async (ref) => {
      const id = await findAccountId(db, ref);
      return id === undefined ? undefined : { id };
    },
  });
}
