import { sql } from 'kysely';
import type { Tx } from '../db/transaction.ts';

/**
 * Makes changes of the catalog take turns until the transaction ends. Every change starts with it, so none of them
 * can deadlock with another, whatever plans and features they touch.
 */
export async function lockCatalog(tx: Tx): Promise<void> {
  await sql`select from public.catalog_revision for no key update`.execute(tx);
}
