import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import type { PaymentRef, ProviderName } from '../provider.ts';

/** An attempt whose provider can be asked. */
export interface AskedPayment extends PaymentRef {
  accountId: string;
  paymentId: string;
  provider: ProviderName | 'none';
}

/** See claim_queries.sql. */
export async function claimQueries(db: Database, limit: number): Promise<AskedPayment[]> {
  const { rows } = await sql<AskedPayment>`
    select account_id as "accountId", payment_id as "paymentId", reference, provider, state,
      checkout_id as "checkoutId", amount_minor as "amountMinor", currency
    from public.claim_queries(${limit})`.execute(db);
  return rows;
}

/** See claim_query.sql. */
export async function claimQuery(db: Database, payment: AskedPayment, everyMs: number): Promise<boolean> {
  const { rows } = await sql<{ claimed: boolean }>`
    select public.claim_query(
      ${payment.accountId}, ${payment.paymentId}, make_interval(secs => ${everyMs / 1_000})
    ) as claimed`.execute(db);
  return rows[0]?.claimed ?? false;
}

/** See note_provider_answer.sql; returns the state that the attempt has then. */
export async function noteProviderAnswer(
  tx: Tx,
  { accountId, paymentId }: Pick<AskedPayment, 'accountId' | 'paymentId'>,
  answer: object,
): Promise<PaymentRef['state']> {
  const { rows } = await sql<{ state: PaymentRef['state'] }>`
    select public.note_provider_answer(${accountId}, ${paymentId}, ${JSON.stringify(answer)}::jsonb) as state
  `.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('An answer came back empty');
  return row.state;
}

/** The numbers of our refunds of a payment. */
export async function listRefundNumbers(
  db: Database,
  { accountId, paymentId }: Pick<AskedPayment, 'accountId' | 'paymentId'>,
): Promise<string[]> {
  const rows = await db
    .selectFrom('refunds')
    .select('refund_number as number')
    .where('account_id', '=', accountId)
    .where('payment_id', '=', paymentId)
    .execute();
  return rows.map(({ number }) => number);
}
