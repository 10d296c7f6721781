import { z } from 'zod';
import type { Context } from '../../base-context.ts';
import { enqueue, withTransaction, type Tx } from '../../db/transaction.ts';

/**
 * Sessions and API keys that ended. Each goes two ways: through the outbox, written in the transaction that ends
 * it, so that every node hears of it whatever crashes; and straight over the bus once that is committed, so that
 * this node has forgotten before it answers, and the others a moment later. Hearing twice does no harm.
 */
const topics = { session: 'session.revoked', apiKey: 'api-key.revoked' } as const;

const Revoked = z.object({ ids: z.array(z.uuid()) });

type RevocableKind = keyof typeof topics;

/** Runs `work` in one transaction; it returns the ids that it ended beside its result. */
export async function withRevocation<T>(
  ctx: Pick<Context, 'db' | 'bus' | 'wakeOutbox'>,
  kind: RevocableKind,
  work: (tx: Tx) => Promise<{ ended: readonly string[]; result: T }>,
): Promise<T> {
  const { ended, result } = await withTransaction(ctx, async (tx) => {
    const outcome = await work(tx);
    if (outcome.ended.length > 0) await enqueue(tx, topics[kind], { ids: outcome.ended });
    return outcome;
  });
  if (ended.length > 0) ctx.bus.publish(topics[kind], { ids: ended });
  return result;
}

/** Hears of each ended session or key, at least once. */
export function onRevoked(
  ctx: Pick<Context, 'bus'>,
  kind: RevocableKind,
  handle: (id: string) => void,
): void {
  ctx.bus.on(topics[kind], (payload) => {
    for (const id of Revoked.parse(payload).ids) handle(id);
  });
}
