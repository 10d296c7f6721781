import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import type { ProviderName, RefundAnswer } from '../provider.ts';

export interface ClaimedRefund {
  accountId: string;
  refundId: string;
  refundNumber: string;
  amountMinor: number;
  paymentId: string;
  reference: string;
  provider: ProviderName;
  providerPaymentId: string;
  receivedMinor: number;
  refundedMinor: number;
  currency: string;
  checkoutId: string | null;
}

/** See claim_refunds.sql. */
export async function claimRefunds(db: Database, limit: number): Promise<ClaimedRefund[]> {
  const { rows } = await sql<ClaimedRefund>`
    select account_id as "accountId", refund_id as "refundId", refund_number as "refundNumber",
      amount_minor as "amountMinor", payment_id as "paymentId", reference, provider,
      provider_payment_id as "providerPaymentId", received_minor as "receivedMinor",
      refunded_minor as "refundedMinor", currency, checkout_id as "checkoutId"
    from public.claim_refunds(${limit})`.execute(db);
  return rows;
}

/** See note_refund_answer.sql. */
export async function noteRefundAnswer(
  tx: Tx,
  { accountId, refundId }: Pick<ClaimedRefund, 'accountId' | 'refundId'>,
  { state, providerRefundId, cumulativeMinor, askedAt }: RefundAnswer & { askedAt: Date },
): Promise<void> {
  await sql`
    select public.note_refund_answer(
      p_account_id => ${accountId}, p_refund_id => ${refundId}, p_state => ${state},
      p_cumulative_minor => ${cumulativeMinor ?? null}, p_provider_refund_id => ${providerRefundId ?? null},
      p_asked_at => ${askedAt}
    )`.execute(tx);
}
