import { afterAll, beforeAll, expect } from '@jest/globals';
import { readBalances } from '../../../src/credits/balances/queries.ts';
import { createBalanceReader } from '../../../src/credits/balances/reader.ts';
import { startHeartbeat } from '../../../src/db/heartbeat.ts';
import { createPool } from '../../../src/db/pool.ts';
import { createReachability } from '../../../src/db/reachability.ts';
import { createLogger } from '../../../src/lib/logger.ts';
import { HeldClock } from '../../harness/clock/held-clock.ts';

/**
 * Keeps balances beside a course, as a node does. The check: at an instant, what is answered is what a read anew finds.
 * The database's clock never goes back, as nodes' clocks may.
 */
export function useKeptBalances(
  connectionString: () => string,
): (accountIds: readonly string[], at: string) => Promise<void> {
  const closers: (() => unknown)[] = [];
  let check: ReturnType<typeof useKeptBalances> | undefined;

  beforeAll(async () => {
    const clock = await HeldClock.of(connectionString());
    const logger = createLogger('silent');
    const through = clock.through(connectionString());
    const pool = createPool({ connectionString: through, logger, max: 2 });
    const heartbeat = startHeartbeat({ connectionString: through, logger });
    closers.push(
      () => heartbeat.stop(),
      () => pool.end(),
      () => clock.close(),
    );
    const reachability = createReachability({ pools: [pool], heartbeat, onLost: () => undefined });
    const reader = createBalanceReader({ reachability, recordingPool: pool });
    check = async (accountIds, at) => {
      await clock.hold(at);
      const anew = await readBalances(pool, accountIds);
      for (const [index, accountId] of accountIds.entries()) {
        expect((await reader.read(accountId))?.json).toBe(anew[index]?.balance.json);
      }
    };
  });
  afterAll(async () => {
    for (const close of closers) await close();
  });
  return (accountIds, at) => {
    if (!check) throw new Error('Balances are kept from the first test on');
    return check(accountIds, at);
  };
}
