import type { Tx } from '../../db/transaction.ts';
import { enqueueCatalogChanged, type Audience } from '../catalog-messages.ts';
import { insertHistory, type NewHistoryEntry } from './queries.ts';

interface RecordedPlan {
  id: string;
  code: string;
  version: number;
}

type Act = Pick<NewHistoryEntry, 'action' | 'actor' | 'changes' | 'requestId' | 'rollout'> & {
  reason?: string | null;
  /** When it happened: now, unless told. */
  at?: Date | undefined;
  /** Who is told that the list of plans changed. */
  audience: Audience;
};

/** Writes a line of a plan's history; nodes and browsers hear of it once this transaction has committed. */
export async function recordHistory(
  tx: Tx,
  { id: planId, code: planCode, version }: RecordedPlan,
  { audience, reason = null, at, ...act }: Act,
): Promise<void> {
  await insertHistory(tx, { planId, planCode, version, reason, at, ...act });
  await enqueueCatalogChanged(tx, { plan: { planId, version, rollout: act.rollout ?? null }, audience });
}
