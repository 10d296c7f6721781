import type { Context } from '../../base-context.ts';
import { enqueue, type Tx } from '../../db/transaction.ts';
import { spacingMs } from '../../realtime/throttle.ts';
import { AdminChanged } from '../contract.ts';
import type { NewAuditEntry } from './queries.ts';

const outboxTopic = 'admin.changed';

type Topic = AdminChanged['topic'];

/** Tells admins, once this transaction has committed, that there is something new about what a line speaks of. */
export async function enqueueAdminChanged(tx: Tx, entry: NewAuditEntry): Promise<void> {
  const change = changeOf(entry);
  if (change) await enqueue(tx, outboxTopic, change);
}

function changeOf({ action, accountId, target }: NewAuditEntry): AdminChanged | undefined {
  if (accountId !== undefined) return { topic: 'accounts', id: accountId };
  if (action.startsWith('api_key.')) return { topic: 'apiKeys', id: target ?? null };
  if (action.startsWith('feature.')) return { topic: 'features', id: target ?? null };
  if (action === 'credit_prices.set') return { topic: 'creditPrices', id: null };
  if (action.startsWith('job.')) return { topic: 'jobs', id: target ?? null };
  return undefined;
}

/** Tells every admin who is looking, on whatever node, at once. To be called on one node only for each change. */
export function emitAdminChanged({ live }: Pick<Context, 'live'>, change: AdminChanged): void {
  live.emit('admins', 'admin:changed', change);
}

/**
 * Emits what transactions enqueued to admins as `admin:changed`: the first of a topic at once, what follows soon
 * together, without an id where it is about several. An import of accounts must not make every open page fetch for
 * each. Call once a node, before the outbox is pumped. Returns how to stop.
 */
export function startAdminChanges(ctx: Pick<Context, 'live' | 'onOutbox'>): () => void {
  /** Topics that were told of not long ago, with what has come since. */
  const recent = new Map<Topic, { waiting: AdminChanged | undefined; timer: NodeJS.Timeout }>();

  function emit(change: AdminChanged): void {
    const { topic } = change;
    emitAdminChanged(ctx, change);
    const timer = setTimeout(() => {
      const waiting = recent.get(topic)?.waiting;
      recent.delete(topic);
      if (waiting) emit(waiting);
    }, spacingMs);
    recent.set(topic, { waiting: undefined, timer: timer.unref() });
  }

  ctx.onOutbox(outboxTopic, (payload) => {
    const change = AdminChanged.parse(payload);
    const slot = recent.get(change.topic);
    if (!slot) emit(change);
    else if (slot.waiting && slot.waiting.id !== change.id) slot.waiting = { ...change, id: null };
    else slot.waiting = change;
  });

  return () => {
    for (const { timer } of recent.values()) clearTimeout(timer);
    recent.clear();
  };
}
