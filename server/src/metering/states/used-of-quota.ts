import { sql, type RawBuilder } from 'kysely';

/**
 * What the quota of a counter pays of its use, as `ofQuota` says of a state; of a quota of none nothing. `counter` is
 * the name that the statement gives the counter's row.
 */
export function usedOfQuota(counter: string): RawBuilder<number> {
  const row = sql.ref(counter);
  return sql<number>`public.used_of_quota(${row}.used, ${row}.reserved, ${row}.overage)`;
}
