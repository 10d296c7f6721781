import { z } from 'zod';
import type { Context } from '../../base-context.ts';
import { enqueue, withTransaction, type Tx } from '../../db/transaction.ts';

/**
 * Sessions, API keys and accounts that ended. Each goes two ways: through the outbox, written in the transaction that
 * ends it, so that every node hears of it whatever crashes; and straight over the bus once that is committed, so that
 * this node has forgotten before it answers, and the others a moment later. Hearing twice does no harm.
 */
const topics = { session: 'session.revoked', apiKey: 'api-key.revoked', account: 'account.closed' } as const;

const Revoked = z.object({ ids: z.array(z.uuid()) });

type RevocableKind = keyof typeof topics;

const kinds = ['session', 'apiKey', 'account'] as const satisfies readonly RevocableKind[];

/** Ids of what ended, by kind. */
type Ended = Partial<Record<RevocableKind, readonly string[]>>;

/** Runs `work` in one transaction; it returns the ids of one kind that it ended beside its result. */
export function withRevocation<T>(
  ctx: Pick<Context, 'db' | 'bus' | 'wakeOutbox'>,
  kind: RevocableKind,
  work: (tx: Tx) => Promise<{ ended: readonly string[]; result: T }>,
): Promise<T> {
  return withRevocations(ctx, async (tx) => {
    const { ended, result } = await work(tx);
    return { ended: { [kind]: ended }, result };
  });
}

/** As `withRevocation`, where things of several kinds end at once. */
export async function withRevocations<T>(
  ctx: Pick<Context, 'db' | 'bus' | 'wakeOutbox'>,
  work: (tx: Tx) => Promise<{ ended: Ended; result: T }>,
): Promise<T> {
  const { told, result } = await withTransaction(ctx, async (tx) => {
    const outcome = await work(tx);
    const told = kinds.flatMap((kind) => {
      const ids = outcome.ended[kind] ?? [];
      return ids.length > 0 ? [{ topic: topics[kind], message: { ids } }] : [];
    });
    for (const { topic, message } of told) await enqueue(tx, topic, message);
    return { told, result: outcome.result };
  });
  for (const { topic, message } of told) ctx.bus.publish(topic, message);
  return result;
}

/** Hears of each that ended, at least once. */
export function onRevoked(
  ctx: Pick<Context, 'bus'>,
  kind: RevocableKind,
  handle: (id: string) => void,
): void {
  ctx.bus.on(topics[kind], (payload) => {
    for (const id of Revoked.parse(payload).ids) handle(id);
  });
}
