import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import { attempts, type Attempt } from '../checkout/queries.ts';

/** Pages that are open though their order needs none any more: it has ended, or was paid at a page before. */
export async function listOpenPagesOfEndedOrders(db: Database, limit: number): Promise<Attempt[]> {
  const { rows } = await sql<Attempt>`
    ${attempts}
    where payment.state = 'open' and orders.status <> 'pending'
    limit ${limit}`.execute(db);
  return rows;
}
