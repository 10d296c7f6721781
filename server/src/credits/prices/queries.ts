import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { Price } from './contract.ts';

/** By action. */
export async function selectPrices(db: Database): Promise<Price[]> {
  const { rows } = await sql<Price>`
    select action, name, amount from public.credit_prices order by action`.execute(db);
  return rows;
}
