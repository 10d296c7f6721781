import { z } from 'zod';
import { enqueue, type Tx } from '../../db/transaction.ts';
import { emitAdminChanged } from '../../identity/service.ts';
import type { MeteringContext } from '../context.ts';
import { refreshEntitlements } from './refresh.ts';

const outboxTopic = 'entitlements.changed';

const EntitlementsChanged = z.object({ accountIds: z.array(z.uuid()).min(1) });

/**
 * Makes what accounts may use known to caches, their browsers and admins who are looking, once this transaction has
 * committed and whatever crashes. For whoever can't call `refreshEntitlements` afterwards.
 */
export async function enqueueEntitlementsChanged(tx: Tx, accountIds: readonly string[]): Promise<void> {
  await enqueue(tx, outboxTopic, { accountIds });
}

/**
 * Refreshes caches and browsers by what transactions enqueued, and emits it to admins. Call once a node, before the
 * outbox is pumped.
 */
export function startEntitlementChanges(ctx: MeteringContext): void {
  ctx.onOutbox(outboxTopic, async (payload) => {
    const { accountIds } = EntitlementsChanged.parse(payload);
    await refreshEntitlements(ctx, accountIds);
    const [first, ...others] = accountIds;
    emitAdminChanged(ctx, {
      topic: 'accounts',
      id: others.length === 0 && first !== undefined ? first : null,
    });
  });
}
