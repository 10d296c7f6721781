import { sql } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { Context } from '../db/context.ts';
import type { Tx } from '../db/transaction.ts';
import { hintsMissed, isMissed } from '../realtime/live.ts';
import { toAlert, type AlertRow } from './alert-queries.ts';
import type { Alert } from './contract.ts';

const pumped = 200;
/** Bounds what a node tells anew that could not hear for long. */
const mostMissed = 1_000;

type Pumping = Pick<Context, 'db' | 'live' | 'bus' | 'logger'>;

/**
 * Pushes alerts that no browser has been sent yet to their accounts and to admins, and marks them sent once Redis has
 * taken them: at least once, told apart by `id`, whatever crashes or hangs. Nodes take different rows. While Redis is
 * away every node finds the latest in Postgres and tells its own browsers; a node that could not hear for a while
 * tells its browsers what was sent meanwhile. Call once a node; each call of the result is one run.
 */
export function createAlertPump(ctx: Pumping): () => Promise<void> {
  /** Told to this node's browsers while Redis was away. */
  const told = new LRUCache<string, true>({ max: 10_000 });

  ctx.bus.on(hintsMissed, (payload) => {
    if (!isMissed(payload)) return;
    tellMissed(ctx, payload.withinMs).catch((error: unknown) => {
      ctx.logger.warn({ err: error }, 'alerts that this node missed could not be read');
    });
  });

  return async () => {
    for (let count = pumped; count === pumped;) {
      count = (await ctx.bus.watch()())
        ? await ctx.db.transaction().execute((tx) => pumpBatch(ctx, tx))
        : await tellOwnBrowsers(ctx, told);
    }
  };
}

/** How many went out; less than a full batch also where Redis did not take them. */
async function pumpBatch(ctx: Pumping, tx: Tx): Promise<number> {
  const { rows } = await sql<AlertRow>`
    select * from public.quota_alerts
    where sent_at is null
    order by created_at
    limit ${pumped}
    for update skip locked`.execute(tx);
  if (rows.length === 0) return 0;
  const isTaken = ctx.bus.watch();
  const sentAt = new Date();
  for (const alert of inOrder(rows.map((row) => ({ ...row, sent_at: sentAt })))) {
    ctx.live.emit(`account:${alert.accountId}`, 'quota:alert', alert);
    ctx.live.emit('admins', 'quota:alert', alert);
  }
  if (!(await isTaken())) return 0;
  await sql`
    update public.quota_alerts as alert
    set sent_at = clock_timestamp()
    from unnest(${rows.map((row) => row.account_id)}::uuid[], ${rows.map((row) => row.id)}::uuid[])
      as sent(account_id, id)
    where alert.account_id = sent.account_id and alert.id = sent.id`.execute(tx);
  return rows.length;
}

async function tellOwnBrowsers(ctx: Pumping, told: LRUCache<string, true>): Promise<number> {
  const { rows } = await sql<AlertRow>`
    select * from public.quota_alerts where sent_at is null order by created_at desc limit ${pumped}`.execute(
    ctx.db,
  );
  const untold = rows.filter(({ id }) => !told.has(id));
  for (const alert of inOrder(untold)) {
    told.set(alert.id, true);
    tellHere(ctx, alert);
  }
  return 0;
}

async function tellMissed(ctx: Pumping, withinMs: number): Promise<void> {
  const { rows } = await sql<AlertRow>`
    select * from public.quota_alerts
    where sent_at >= clock_timestamp() - make_interval(secs => ${withinMs / 1_000})
    order by sent_at desc limit ${mostMissed}`.execute(ctx.db);
  for (const alert of inOrder(rows)) tellHere(ctx, alert);
}

function tellHere({ live }: Pick<Context, 'live'>, alert: Alert): void {
  live.emitHere(`account:${alert.accountId}`, 'quota:alert', alert);
  live.emitHere('admins', 'quota:alert', alert);
}

function inOrder(rows: readonly AlertRow[]): Alert[] {
  return rows
    .map(toAlert)
    .sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.threshold - b.threshold);
}
