import type { WechatSettings } from '../../../payment-settings.ts';
import { ok, refused, unknown, type Answer } from '../../answers.ts';
import type { Command } from '../../commands.ts';
import type { PaymentRef, RefundAnswer, RefundRef } from '../../provider.ts';
import { refusalCode, type Api } from './api.ts';
import { Refund, Transaction } from './shapes.ts';
import { refundState, transactionCommands } from './translate.ts';

/** What WeChat Pay knows of transactions and their refunds. All of it throws what the API throws. */
export function createTransactions(settings: WechatSettings, api: Api) {
  const pathOf = (reference: string) => `/v3/pay/transactions/out-trade-no/${reference}`;
  const read = async (reference: string, signal: AbortSignal) =>
    Transaction.parse(await api.get(`${pathOf(reference)}?mchid=${settings.merchantId}`, signal));

  async function query(payment: PaymentRef, at: string, signal: AbortSignal): Promise<Answer<Command[]>> {
    let transaction: Transaction;
    try {
      transaction = await read(payment.reference, signal);
    } catch (error) {
      if (isAbsent(refusalCode(error))) return ok([]);
      throw error;
    }
    const { mchid, appid, out_trade_no: reference } = transaction;
    if (reference !== payment.reference || mchid !== settings.merchantId || appid !== settings.appId) {
      return unknown('foreign_answer');
    }
    const commands = transactionCommands(transaction, at);
    for (const refundNumber of payment.refundNumbers ?? []) {
      const found = await findRefund(refundNumber, signal);
      if (found) commands.push(refundCommand(found, at));
    }
    return ok(commands);
  }

  async function findRefund(refundNumber: string, signal: AbortSignal): Promise<Refund | undefined> {
    try {
      return Refund.parse(await api.get(`/v3/refund/domestic/refunds/${refundNumber}`, signal));
    } catch (error) {
      if (isAbsent(refusalCode(error))) return undefined;
      throw error;
    }
  }

  async function close(reference: string, signal: AbortSignal): Promise<Answer<'closed' | 'paid'>> {
    try {
      await api.post(`${pathOf(reference)}/close`, { mchid: settings.merchantId }, signal);
      return ok('closed');
    } catch (error) {
      const code = refusalCode(error);
      if (code === undefined) throw error;
      // Its code may still be on its way to us.
      if (isAbsent(code)) return unknown('no_transaction');
    }
    const { trade_state: state } = await read(reference, signal);
    if (state === 'SUCCESS' || state === 'REFUND') return ok('paid');
    return state === 'CLOSED' || state === 'REVOKED' ? ok('closed') : unknown('still_open');
  }

  async function refund(asked: RefundRef, signal: AbortSignal): Promise<Answer<RefundAnswer>> {
    if (asked.currency !== 'CNY') return refused('currency');
    const answer = await api.post(
      '/v3/refund/domestic/refunds',
      {
        transaction_id: asked.providerPaymentId,
        out_refund_no: asked.refundNumber,
        notify_url: asked.callbackUrl,
        amount: { refund: asked.amountMinor, total: asked.receivedMinor, currency: 'CNY' },
      },
      signal,
    );
    const { out_refund_no: refundNumber, refund_id: providerRefundId, status } = Refund.parse(answer);
    if (refundNumber !== asked.refundNumber) return unknown('foreign_answer');
    return ok({ state: refundState(status), providerRefundId });
  }

  return { query, close, refund };
}

function refundCommand(refund: Refund, at: string): Command {
  return {
    type: 'refund_changed',
    providerPaymentId: refund.transaction_id,
    refunds: [
      {
        refundNumber: refund.out_refund_no,
        providerRefundId: refund.refund_id,
        amountMinor: refund.amount.refund,
        state: refundState(refund.status),
      },
    ],
    at,
  };
}

/** WeChat has no such transaction or refund. */
function isAbsent(code: string | undefined): boolean {
  return code !== undefined && /^(ORDER_?NOT_?EXIST|RESOURCE_NOT_EXISTS)$/.test(code);
}
