import type { QueryKey } from '@tanstack/react-query';
import { queryClient } from '../query-client.ts';

/** Events may come faster than answers: so many milliseconds lie between two rounds of asking. */
const shortestPauseMs = 200;

interface Round {
  isDirty: boolean;
}

const rounds = new Map<string, Round>();

/**
 * Asks again for what is below the key, or has exactly this key: now, or, while a round is under way, once more after
 * it. However fast events come, a round always comes to its end, and the last one begins after the last event.
 */
export function refresh(queryKey: QueryKey, { exact = false, pauseMs = shortestPauseMs } = {}): void {
  const id = JSON.stringify([queryKey, exact]);
  const round = rounds.get(id);
  if (round) round.isDirty = true;
  else void run(id, { queryKey, exact }, pauseMs);
}

async function run(
  id: string,
  filters: { queryKey: QueryKey; exact: boolean },
  pauseMs: number,
): Promise<void> {
  const round: Round = { isDirty: true };
  rounds.set(id, round);
  while (round.isDirty) {
    round.isDirty = false;
    await queryClient.invalidateQueries(filters);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  rounds.delete(id);
}
