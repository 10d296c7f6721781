import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import { attempts, type Attempt } from '../checkout/queries.ts';

/** See claim_ended_pages.sql. */
export async function claimEndedPages(db: Database, limit: number): Promise<Attempt[]> {
  const { rows } = await sql<Attempt>`
    ${attempts}
    join public.claim_ended_pages(${limit}) as claimed
      on claimed.account_id = payment.account_id and claimed.payment_id = payment.id`.execute(db);
  return rows;
}
