import { sql, type Selectable } from 'kysely';
import { paged, type PageOf } from '../../db/paged.ts';
import type { Database } from '../../db/pool.ts';
import type { QuotaAlerts } from '../../db/tables.gen.ts';
import type { Alert, AlertStatistics } from './contract.ts';
import { isUnread, stillHolds, tellsOfItsPeriod } from './telling.ts';

export type AlertRow = Omit<Selectable<QuotaAlerts>, 'level'> & Pick<Alert, 'level'>;

export function toAlert(row: AlertRow): Alert {
  return {
    id: row.id,
    accountId: row.account_id,
    featureCode: row.feature_code,
    threshold: row.threshold,
    level: row.level,
    used: row.used,
    quota: row.quota,
    periodStart: row.period_start.toISOString(),
    createdAt: row.created_at.toISOString(),
    sentAt: row.sent_at?.toISOString() ?? null,
    readAt: row.read_at?.toISOString() ?? null,
  };
}

export interface AlertSearch extends PageOf {
  accountId: string;
  unreadOnly: boolean;
  level?: Alert['level'] | undefined;
  featureCode?: string | undefined;
}

/** Newest first, with how many there are in all. */
export async function selectAlerts(
  db: Database,
  { accountId, unreadOnly, level, featureCode, ...page }: AlertSearch,
): Promise<{ alerts: Alert[]; total: number }> {
  let newest = db
    .selectFrom('quota_alerts')
    .selectAll()
    .$narrowType<Pick<Alert, 'level'>>()
    .where('account_id', '=', accountId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc');
  if (unreadOnly) newest = newest.where('read_at', 'is', null);
  if (level !== undefined) newest = newest.where('level', '=', level);
  if (featureCode !== undefined) newest = newest.where('feature_code', '=', featureCode);
  const { rows, total } = await paged(newest, page);
  return { alerts: rows.map(toAlert), total };
}

/** Marks one as read; a second time changes nothing. Undefined where the account has no such alert. */
export async function markAlertRead(db: Database, accountId: string, id: string): Promise<Alert | undefined> {
  const { rows } = await sql<AlertRow>`
    select * from public.mark_alerts_read(p_account_id => ${accountId}, p_alert_id => ${id})`.execute(db);
  return rows[0] && toAlert(rows[0]);
}

export async function markAllAlertsRead(db: Database, accountId: string): Promise<number> {
  const { rows } = await sql`
    select id from public.mark_alerts_read(p_account_id => ${accountId})`.execute(db);
  return rows.length;
}

/** Features that wait to be looked at: of all that was crossed in a period one is told, as long as it holds. */
export async function countUnreadAlerts(db: Database, accountId: string): Promise<number> {
  const { rows } = await sql<{ unread: number }>`
    select count(*) as unread
    from public.quota_alerts as alert
    where account_id = ${accountId} and ${stillHolds('alert')} and ${tellsOfItsPeriod} and ${isUnread}`.execute(
    db,
  );
  return rows[0]?.unread ?? 0;
}

export async function selectAlertStatistics(db: Database, accountId: string): Promise<AlertStatistics> {
  const { rows } = await sql<{ feature_code: string; level: Alert['level']; total: number; unread: number }>`
    select feature_code, level, count(*) as total, count(*) filter (where read_at is null) as unread
    from public.quota_alerts
    where account_id = ${accountId}
    group by feature_code, level
    order by feature_code`.execute(db);
  const byLevel = { warning: 0, critical: 0, exhausted: 0, overage_started: 0 };
  const byFeature = new Map<string, { featureCode: string; total: number; unread: number }>();
  for (const row of rows) {
    byLevel[row.level] += row.total;
    const feature = byFeature.get(row.feature_code) ?? { featureCode: row.feature_code, total: 0, unread: 0 };
    feature.total += row.total;
    feature.unread += row.unread;
    byFeature.set(row.feature_code, feature);
  }
  return {
    total: rows.reduce((sum, row) => sum + row.total, 0),
    unread: rows.reduce((sum, row) => sum + row.unread, 0),
    unreadFolded: await countUnreadAlerts(db, accountId),
    byLevel,
    byFeature: [...byFeature.values()],
  };
}
