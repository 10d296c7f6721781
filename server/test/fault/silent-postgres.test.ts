import { expect, test } from '@jest/globals';
import { startHeartbeat } from '../../src/db/heartbeat.ts';
import { createReachability } from '../../src/db/reachability.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { waitUntil } from '../harness/clock/wait.ts';
import { startPostgres } from '../harness/processes/processes.ts';

test('what was known is doubted when Postgres falls silent, and once more when it answers: it may go on with what was given up', async () => {
  const postgres = await startPostgres();
  const heartbeat = startHeartbeat({ ...postgres, logger: createLogger('silent') });
  const doubtedAt: string[] = [];
  createReachability({ pools: [], heartbeat, onLost: () => doubtedAt.push(heartbeat.pulse()) });
  try {
    await postgres.freeze();
    await waitUntil(() => heartbeat.pulse() === 'silent');
    expect(doubtedAt.at(-1)).toBe('silent');
    await postgres.thaw();
    await waitUntil(() => heartbeat.pulse() === 'answers');
    expect(doubtedAt.at(-1)).toBe('answers');
  } finally {
    heartbeat.stop();
    await postgres.stop();
  }
}, 60_000);
