import { sql } from 'kysely';
import type { Context } from '../db/context.ts';
import { toAlert, type AlertRow } from './alert-queries.ts';

const pumped = 200;

/**
 * Pushes alerts that no browser has been sent yet to their accounts and to admins, then marks them sent. A crash in
 * between pushes them again: at least once, told apart by `id`. Nodes take different rows.
 */
export async function pumpAlerts(ctx: Pick<Context, 'db' | 'live'>): Promise<void> {
  for (let count = pumped; count === pumped;) {
    count = await ctx.db.transaction().execute(async (tx) => {
      const { rows } = await sql<AlertRow>`
        update public.quota_alerts as alert
        set sent_at = clock_timestamp()
        from (
          select account_id, id
          from public.quota_alerts
          where sent_at is null
          order by created_at
          limit ${pumped}
          for update skip locked
        ) as unsent
        where alert.account_id = unsent.account_id and alert.id = unsent.id
        returning alert.*`.execute(tx);
      const alerts = rows
        .map(toAlert)
        .sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.threshold - b.threshold);
      for (const alert of alerts) {
        ctx.live.emit(`account:${alert.accountId}`, 'quota:alert', alert);
        ctx.live.emit('admins', 'quota:alert', alert);
      }
      return rows.length;
    });
  }
}
