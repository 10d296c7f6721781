import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import type { AskedPayment } from '../asking/queries.ts';
import type { Command } from '../commands.ts';
import type { ProviderName } from '../provider.ts';

/** An attempt that is to be compared with what its provider says, as it stands before that is asked. */
export interface ComparedPayment extends AskedPayment {
  provider: ProviderName;
  refundedMinor: number;
  /** It was not as the provider said when that was asked before. */
  differed: boolean;
  /** Null: never. */
  askedAt: Date | null;
}

export interface Comparable {
  from: string;
  to: string;
  since: Date;
  providers: readonly ProviderName[];
  limit: number;
}

/** See payments_to_compare.sql: those that most need it first. */
export async function listComparable(
  db: Database,
  { from, to, since, providers, limit }: Comparable,
): Promise<ComparedPayment[]> {
  const { rows } = await sql<ComparedPayment>`
    select account_id as "accountId", payment_id as "paymentId", reference, provider, state,
      checkout_id as "checkoutId", amount_minor as "amountMinor", refunded_minor as "refundedMinor", currency,
      differed, asked_at as "askedAt"
    from public.payments_to_compare(${from}, ${to}, ${since}, ${providers}, ${limit})`.execute(db);
  return rows;
}

/** See compare_payment.sql; undefined commands: the provider did not say. */
export async function comparePayment(
  tx: Tx,
  { accountId, paymentId, state, refundedMinor }: ComparedPayment,
  commands: readonly Command[] | undefined,
): Promise<boolean> {
  const told = commands === undefined ? null : JSON.stringify(commands);
  const { rows } = await sql<{ same: boolean }>`
    select public.compare_payment(${accountId}, ${paymentId}, ${told}::jsonb, ${state}, ${refundedMinor}) as same
  `.execute(tx);
  return rows[0]?.same ?? false;
}
