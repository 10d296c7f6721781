import { fromYuan, toYuan } from '../../amounts.ts';
import { ok, refused, unknown, type Answer } from '../../answers.ts';
import type { Command } from '../../commands.ts';
import type { PaymentRef, RefundAnswer, RefundRef } from '../../provider.ts';
import { refusalCode, type Api } from './api.ts';
import { Closed, RefundFound, Refunded, Trade } from './shapes.ts';
import { tradeCommands } from './translate.ts';

/** What Alipay knows of trades and their refunds. All of it throws what `call` throws. */
export function createTrades({ call }: Api) {
  const read = async (reference: string): Promise<Trade> =>
    Trade.parse(await call('GET', '/v3/alipay/trade/query', { out_trade_no: reference }));

  async function query(payment: PaymentRef, at: string): Promise<Answer<Command[]>> {
    let trade: Trade;
    try {
      trade = await read(payment.reference);
    } catch (error) {
      if (isAbsent(refusalCode(error))) return ok([]);
      throw error;
    }
    if (trade.out_trade_no !== payment.reference) return unknown('foreign_answer');
    const commands = tradeCommands(trade, at);
    const mayBePartlyBack = trade.trade_status === 'TRADE_SUCCESS' || trade.trade_status === 'TRADE_FINISHED';
    const refunds = mayBePartlyBack ? await findRefunds(payment) : [];
    if (refunds.length > 0) {
      commands.push({ type: 'refund_changed', providerPaymentId: trade.trade_no, refunds, at });
    }
    return ok(commands);
  }

  /** Alipay tells of a refund by its number only: of those that we made. */
  async function findRefunds({ reference, refundNumbers = [] }: PaymentRef) {
    const found = [];
    for (const refundNumber of refundNumbers) {
      const amountMinor = await findRefund(reference, refundNumber);
      if (amountMinor === undefined) continue;
      const state = 'succeeded' as const;
      found.push({ refundNumber, providerRefundId: refundNumber, amountMinor, state });
    }
    return found;
  }

  /** The sum of a refund that reached the buyer. */
  async function findRefund(reference: string, refundNumber: string): Promise<number | undefined> {
    const answer = await call('POST', '/v3/alipay/trade/fastpay/refund/query', {
      out_trade_no: reference,
      out_request_no: refundNumber,
    });
    const { refund_status: status, refund_amount: amount } = RefundFound.parse(answer);
    return status === 'REFUND_SUCCESS' && amount !== undefined ? fromYuan(amount) : undefined;
  }

  async function close(reference: string): Promise<Answer<'closed' | 'paid'>> {
    try {
      const answer = await call('POST', '/v3/alipay/trade/close', { out_trade_no: reference });
      const isOurs = Closed.parse(answer).out_trade_no === reference;
      return isOurs ? ok('closed') : unknown('foreign_answer');
    } catch (error) {
      const code = refusalCode(error);
      if (code === undefined) throw error;
      // Nobody scanned the code yet, so there is no trade to close; but it can still be scanned.
      if (isAbsent(code)) return unknown('no_trade');
    }
    const trade = await read(reference);
    if (trade.trade_status === 'WAIT_BUYER_PAY') return unknown('still_open');
    const isUnpaid = trade.trade_status === 'TRADE_CLOSED' && trade.send_pay_date === undefined;
    return ok(isUnpaid ? 'closed' : 'paid');
  }

  async function refund({ reference, refundNumber, amountMinor, currency }: RefundRef) {
    if (currency !== 'CNY') return refused('currency');
    const answer = await call('POST', '/v3/alipay/trade/refund', {
      out_trade_no: reference,
      refund_amount: toYuan(amountMinor),
      out_request_no: refundNumber,
    });
    const { fund_change: change, refund_fee: cumulative } = Refunded.parse(answer);
    // `N`: no money moved now. It did before, or it is still to.
    const isDone = change === 'Y' || (await findRefund(reference, refundNumber)) !== undefined;
    return ok<RefundAnswer>({
      state: isDone ? 'succeeded' : 'pending',
      providerRefundId: refundNumber,
      cumulativeMinor: fromYuan(cumulative),
    });
  }

  return { query, close, refund };
}

function isAbsent(code: string | undefined): boolean {
  return code?.endsWith('TRADE_NOT_EXIST') ?? false;
}
