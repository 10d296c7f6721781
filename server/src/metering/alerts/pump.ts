import { sql } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { Context } from '../../base-context.ts';
import { hintsMissed, isMissed } from '../../realtime/bus.ts';
import type { Alert } from './contract.ts';
import { toAlert, type AlertRow } from './queries.ts';

const pumped = 200;
/** Bounds what a node emits anew that could not hear for long. */
const mostMissed = 1_000;

type Pumping = Pick<Context, 'db' | 'live' | 'bus' | 'logger'>;

/**
 * Pushes alerts that no browser has been sent yet to their accounts and to admins, and marks them sent once Redis has
 * taken them: at least once, told apart by `id`, whatever crashes or hangs. Nodes take different rows. While Redis is
 * away every node finds the latest in Postgres and emits them to its own browsers; so does a node that could not hear
 * for a while with what was sent meanwhile. Call once a node; each call of the result is one run.
 */
export function createAlertPump(ctx: Pumping): () => Promise<void> {
  /** Emitted to this node's browsers while Redis was away. */
  const emitted = new LRUCache<string, true>({ max: 10_000 });

  ctx.bus.on(hintsMissed, (payload) => {
    if (!isMissed(payload)) return;
    emitMissed(ctx, payload.withinMs).catch((error: unknown) => {
      ctx.logger.warn({ err: error }, 'alerts that this node missed could not be read');
    });
  });

  return async () => {
    for (let count = pumped; count === pumped;) {
      count = (await ctx.bus.watch()()) ? await pumpBatch(ctx) : await emitToOwnBrowsers(ctx, emitted);
    }
  };
}

/** Thrown to undo the marks of alerts that Redis did not take. */
class NotTaken extends Error {}

/** How many went out; none where Redis did not take them. */
async function pumpBatch(ctx: Pumping): Promise<number> {
  try {
    return await ctx.db.transaction().execute(async (tx) => {
      const { rows } = await sql<AlertRow>`
        select * from public.take_unsent_alerts(p_limit => ${pumped})`.execute(tx);
      if (rows.length === 0) return 0;
      const isTaken = ctx.bus.watch();
      for (const alert of inOrder(rows)) {
        ctx.live.emit(`account:${alert.accountId}`, 'quota:alert', alert);
        ctx.live.emit('admins', 'quota:alert', alert);
      }
      if (!(await isTaken())) throw new NotTaken();
      return rows.length;
    });
  } catch (error) {
    if (error instanceof NotTaken) return 0;
    throw error;
  }
}

async function emitToOwnBrowsers(ctx: Pumping, emitted: LRUCache<string, true>): Promise<number> {
  const { rows } = await sql<AlertRow>`
    select * from public.quota_alerts where sent_at is null order by created_at desc limit ${pumped}`.execute(
    ctx.db,
  );
  const others = rows.filter(({ id }) => !emitted.has(id));
  for (const alert of inOrder(others)) {
    emitted.set(alert.id, true);
    emitHere(ctx, alert);
  }
  return 0;
}

async function emitMissed(ctx: Pumping, withinMs: number): Promise<void> {
  const { rows } = await sql<AlertRow>`
    select * from public.quota_alerts
    where sent_at >= clock_timestamp() - make_interval(secs => ${withinMs / 1_000})
    order by sent_at desc limit ${mostMissed}`.execute(ctx.db);
  for (const alert of inOrder(rows)) emitHere(ctx, alert);
}

function emitHere({ live }: Pick<Context, 'live'>, alert: Alert): void {
  live.emitHere(`account:${alert.accountId}`, 'quota:alert', alert);
  live.emitHere('admins', 'quota:alert', alert);
}

function inOrder(rows: readonly AlertRow[]): Alert[] {
  return rows
    .map(toAlert)
    .sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.threshold - b.threshold);
}
