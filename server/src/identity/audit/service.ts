import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Principal } from '../../http/access/principal.ts';
import { invariant } from '../../lib/invariant.ts';
import type { Actor } from '../contract.ts';
import { enqueueAdminChanged } from './admin-messages.ts';
import { findActorName, insertAuditEntry, type NewAuditEntry } from './queries.ts';

/** Who acts, with the name they have now: history keeps it even when it changes later. */
export async function actorOf(db: Database, principal: Principal | 'system'): Promise<Actor> {
  if (principal === 'system') return { kind: 'system', id: null, name: 'system' };
  const { kind } = principal;
  const id = kind === 'user' ? principal.userId : principal.apiKeyId;
  const name = await findActorName(db, kind, id);
  invariant(name !== undefined, 'whoever was authenticated stays known');
  return { kind, id, name };
}

/**
 * Adds a line to the audit log, which nothing can change afterwards, in the transaction of what it tells of. Admins
 * who are looking hear of it as `admin:changed` once that has committed.
 */
export async function writeAudit(
  tx: Tx,
  principal: Principal | 'system',
  entry: NewAuditEntry,
): Promise<void> {
  await insertAuditEntry(tx, await actorOf(tx, principal), entry);
  await enqueueAdminChanged(tx, entry);
}
