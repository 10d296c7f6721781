import { sql } from 'kysely';
import type { FieldChange } from '../../catalog/contract.ts';
import { paged, type PageOf } from '../../db/paged.ts';
import type { Database } from '../../db/pool.ts';
import { enqueue, instant, type Tx } from '../../db/transaction.ts';
import { AdminChanged, type Actor } from '../../identity/contract.ts';
import { emitAdminChanged, toldActor } from '../../identity/service.ts';
import type { CreditsContext } from '../context.ts';
import type { PackageHistoryAction, PackageHistoryEntry } from './contract.ts';

const outboxTopic = 'packages.changed';

interface Act {
  action: PackageHistoryAction;
  actor: Actor;
  reason?: string | null;
  changes: FieldChange[];
  requestId: string;
  /** When it happened: now, unless told. */
  at?: Date | undefined;
}

/**
 * Writes one line of a package's history, its changes sorted by path; lines can't be changed or deleted afterwards.
 * Admins who are looking hear of it once this transaction has committed.
 */
export async function recordPackageHistory(
  tx: Tx,
  { id, code, version }: { id: string; code: string; version: number },
  { action, actor, reason = null, changes, requestId, at }: Act,
): Promise<void> {
  const sorted = changes.toSorted((one, other) => (one.path < other.path ? -1 : 1));
  await sql`
    insert into public.package_history
      (id, package_id, package_code, version, action, actor, at, reason, changes, request_id)
    values (
      public.uuid_v7(), ${id}, ${code}, ${version}, ${action}, ${JSON.stringify(actor)}::jsonb, ${instant(at)},
      ${reason}, ${JSON.stringify(sorted)}::jsonb, ${requestId}
    )`.execute(tx);
  await enqueue(tx, outboxTopic, { topic: 'packages', id });
}

/** Call once a node, before the outbox is pumped. */
export function startPackageChanges(ctx: CreditsContext): void {
  ctx.onOutbox(outboxTopic, (payload) => {
    emitAdminChanged(ctx, AdminChanged.parse(payload));
  });
}

interface HistoryFilter extends PageOf {
  packageId?: string | undefined;
  action?: PackageHistoryAction | undefined;
  actorId?: string | undefined;
  /** Instants; `to` is not included. */
  from?: string | undefined;
  to?: string | undefined;
}

/** Changes of packages, newest first; those of deleted ones stay. */
export async function listPackageHistory(
  db: Database,
  { packageId, action, actorId, from, to, ...page }: HistoryFilter,
): Promise<{ entries: PackageHistoryEntry[]; total: number }> {
  let newest = db
    .selectFrom('package_history as history')
    .select(['history.id', 'history.package_id as packageId', 'history.package_code as packageCode'])
    .select(['history.version', 'history.action', 'history.at', 'history.reason'])
    .select(toldActor('history.actor'))
    .select(['history.changes', 'history.request_id as requestId'])
    .orderBy('history.at', 'desc')
    .orderBy('history.id', 'desc')
    .$castTo<Omit<PackageHistoryEntry, 'at'> & { at: Date }>();
  if (packageId !== undefined) newest = newest.where('history.package_id', '=', packageId);
  if (action !== undefined) newest = newest.where('history.action', '=', action);
  if (actorId !== undefined) newest = newest.where(sql`history.actor ->> 'id'`, '=', actorId.toLowerCase());
  if (from !== undefined) newest = newest.where('history.at', '>=', sql<Date>`${from}`);
  if (to !== undefined) newest = newest.where('history.at', '<', sql<Date>`${to}`);
  const { rows, total } = await paged(newest, page);
  return { entries: rows.map((row) => ({ ...row, at: row.at.toISOString() })), total };
}
