import type { Principal } from '../../http/access/principal.ts';
import { resolveAccount } from '../../identity/service.ts';
import { AppError } from '../../lib/app-error.ts';
import type { MeteringContext } from '../context.ts';
import { readAccountStates } from '../states/queries.ts';
import type { Alert, AlertsQuery, AlertStatistics, FoldedAlert } from './contract.ts';
import { selectChangesSince, selectFoldedAlerts } from './folded-queries.ts';
import { markAlertRead, markAllAlertsRead, selectAlerts, selectAlertStatistics } from './queries.ts';
import { resolutionOf } from './resolution.ts';

/** The account's alerts, newest first. */
export async function listAlerts(
  ctx: MeteringContext,
  principal: Principal,
  query: AlertsQuery,
): Promise<{ alerts: Alert[]; total: number }> {
  const accountId = await resolveAccount(ctx, principal, query.accountId);
  return selectAlerts(ctx.db, { ...query, accountId, unreadOnly: query.status === 'unread' });
}

/** The account's alerts by feature and period, each with whether it still holds. */
export async function listFoldedAlerts(
  ctx: MeteringContext,
  principal: Principal,
  query: AlertsQuery,
): Promise<{ alerts: FoldedAlert[]; total: number }> {
  const accountId = await resolveAccount(ctx, principal, query.accountId);
  const { alerts, total } = await selectFoldedAlerts(ctx.db, {
    ...query,
    accountId,
    unreadOnly: query.status === 'unread',
  });
  const states = await readAccountStates(ctx.db, accountId);
  const changes = await selectChangesSince(ctx.db, accountId, alerts);
  return {
    alerts: alerts.map((alert) => {
      const resolvedBy = resolutionOf(alert, states.get(alert.featureCode), changes.get(alert.id));
      return { ...alert, unread: alert.unread && resolvedBy === null, resolvedBy };
    }),
    total,
  };
}

/** Marks an alert as seen by the user; a second time changes nothing. Errors: `not_found`, also for another's. */
export async function readAlert(
  ctx: MeteringContext,
  principal: Principal,
  input: { accountId?: string | undefined; id: string },
): Promise<Alert> {
  const accountId = await resolveAccount(ctx, principal, input.accountId);
  const alert = await markAlertRead(ctx.db, accountId, input.id);
  if (!alert) throw new AppError('not_found', { detail: 'There is no such alert' });
  emitRead(ctx, accountId, alert.id);
  return alert;
}

/** Marks all that are unread; returns how many. */
export async function readAllAlerts(
  ctx: MeteringContext,
  principal: Principal,
  accountRef: string | undefined,
): Promise<number> {
  const accountId = await resolveAccount(ctx, principal, accountRef);
  const marked = await markAllAlertsRead(ctx.db, accountId);
  if (marked > 0) emitRead(ctx, accountId, null);
  return marked;
}

/** To the person's other tabs and devices; `id` null for all. */
function emitRead(ctx: MeteringContext, accountId: string, id: string | null): void {
  ctx.live.emit(`account:${accountId}`, 'alerts:read', { id });
}

export async function readAlertStatistics(
  ctx: MeteringContext,
  principal: Principal,
  accountRef: string | undefined,
): Promise<AlertStatistics> {
  return selectAlertStatistics(ctx.db, await resolveAccount(ctx, principal, accountRef));
}
