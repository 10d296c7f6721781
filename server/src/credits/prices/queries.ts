import { sql } from 'kysely';
import { paged, type PageOf } from '../../db/paged.ts';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Actor } from '../../identity/contract.ts';
import type { Price, PriceHistoryEntry, PricesBody } from './contract.ts';

/** By action. */
export async function selectPrices(db: Database | Tx): Promise<Price[]> {
  const { rows } = await sql<Price>`
    select action, name, amount from public.credit_prices order by action`.execute(db);
  return rows;
}

/** See set_credit_prices.sql. */
export async function setPrices(tx: Tx, { prices, reason }: PricesBody, actor: Actor): Promise<void> {
  await sql`
    select public.set_credit_prices(
      p_prices => ${JSON.stringify(prices)}::jsonb, p_actor => ${JSON.stringify(actor)}::jsonb,
      p_reason => ${reason ?? null}
    )`.execute(tx);
}

type HistoryRow = Omit<PriceHistoryEntry, 'at'> & { at: Date };

/** Newest first. */
export async function selectPriceHistory(
  db: Database,
  page: PageOf,
): Promise<{ entries: PriceHistoryEntry[]; total: number }> {
  const newest = db
    .selectFrom('credit_price_history')
    .select(['id', 'at', 'actor', 'reason', 'changes'])
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .$castTo<HistoryRow>();
  const { rows, total } = await paged(newest, page);
  return { entries: rows.map((row) => ({ ...row, at: row.at.toISOString() })), total };
}
