import { sql } from 'kysely';
import { paged, type PageOf } from '../../db/paged.ts';
import type { Database } from '../../db/pool.ts';
import { instant, type Tx } from '../../db/transaction.ts';
import type { Actor } from '../../identity/contract.ts';
import { toldActor } from '../../identity/service.ts';
import type { Price, PriceHistoryEntry, PriceList, PricesBody } from './contract.ts';

/** By action. */
export async function selectPrices(db: Database | Tx): Promise<Price[]> {
  const { rows } = await sql<Price>`
    select action, name, amount from public.credit_prices order by action`.execute(db);
  return rows;
}

/** The same with its version, both of one moment. */
export async function selectPriceList(db: Database | Tx): Promise<PriceList> {
  const { rows } = await sql<{ version: number; prices: Price[] }>`
    select public.credit_prices_version() as version,
      (
        select coalesce(
          json_agg(json_build_object('action', action, 'name', name, 'amount', amount) order by action), '[]'
        )
        from public.credit_prices
      ) as prices`.execute(db);
  const [list] = rows;
  if (!list) throw new Error('The price list came back empty');
  return list;
}

/** See set_credit_prices.sql. */
export async function setPrices(
  tx: Tx,
  { prices, reason }: PricesBody,
  actor: Actor,
  { expectedVersion, at }: { expectedVersion: number; at: Date | undefined },
): Promise<void> {
  await sql`
    select public.set_credit_prices(
      p_prices => ${JSON.stringify(prices)}::jsonb, p_actor => ${JSON.stringify(actor)}::jsonb,
      p_reason => ${reason ?? null}, p_now => ${instant(at)},
      p_expected_version => ${expectedVersion}
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
    .select(['id', 'at', toldActor('actor'), 'reason', 'changes'])
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .$castTo<HistoryRow>();
  const { rows, total } = await paged(newest, page);
  return { entries: rows.map((row) => ({ ...row, at: row.at.toISOString() })), total };
}
