import { z } from 'zod';
import type { Context } from '../base-context.ts';
import { enqueue, type Tx } from '../db/transaction.ts';
import { emitAdminChanged } from '../identity/service.ts';
import { PlansUpdated } from './contract.ts';

/** The outbox message about a change of the catalog. */
const CatalogChanged = z.object({
  /** Absent where no plan that anybody could see is touched. */
  plan: PlansUpdated.optional(),
  /** It stands for several plans that changed together. */
  isOneOfMany: z.boolean().optional(),
  /** Drafts are nobody's business but the admins'. */
  audience: z.enum(['everybody', 'admins']),
});

type CatalogChanged = z.infer<typeof CatalogChanged>;
export type Audience = CatalogChanged['audience'];

/** Tells every node and, through them, browsers, once this transaction has committed. */
export async function enqueueCatalogChanged(tx: Tx, message: CatalogChanged): Promise<void> {
  await enqueue(tx, 'catalog.changed', message);
}

/**
 * Passes an outbox message on to browsers as `plans:updated`, and to admins as `admin:changed` too. To be called on
 * one node only for each message.
 */
export function emitPlansUpdated({ live }: Pick<Context, 'live'>, payload: unknown): void {
  const { plan, isOneOfMany = false, audience } = CatalogChanged.parse(payload);
  if (!plan) return;
  emitAdminChanged({ live }, { topic: 'plans', id: isOneOfMany ? null : plan.planId });
  if (audience === 'admins') {
    live.emit('admins', 'plans:updated', plan);
    return;
  }
  live.emit('everybody', 'plans:updated', plan);
  live.emit('public', 'plans:updated', plan);
}
