import type { WechatSettings } from '../../../payment-settings.ts';
import { askProvider, defaultPatienceMs, ok, type Answer } from '../../answers.ts';
import { clip, namesOf } from '../../clip.ts';
import type { Checkout, PaymentPage, Provider, ProviderOptions } from '../../provider.ts';
import { toBeijingTime } from '../beijing-time.ts';
import { createApi, refusalCode } from './api.ts';
import { readStored, verifyNotification } from './notifications.ts';
import { NativePage, PhonePage } from './shapes.ts';
import { createTransactions } from './transactions.ts';

const reply = (status: number, code: string, message: string) =>
  ({ status, contentType: 'application/json', body: JSON.stringify({ code, message }) }) as const;

/** WeChat Pay (APIv3) by a code to scan, or on the phone that the buyer looks at. */
export function createWechat(settings: WechatSettings, options: ProviderOptions): Provider {
  const { clock, patienceMs = defaultPatienceMs } = options;
  const api = createApi(settings);
  const transactions = createTransactions(settings, api);
  const ask = <T>(work: (signal: AbortSignal) => Promise<Answer<T>>) =>
    askProvider({ patienceMs, ask: work, refusalOf: refusalCode });

  return {
    name: 'wechat',
    isTest: settings.isTest,
    kind: 'qr',
    can: {
      charge: (fen, currency) => currency === 'CNY' && fen > 0,
      sell: () => true,
      repeatCreate: true,
      close: true,
      refundParts: true,
      renew: false,
      remember: true,
    },
    create: (checkout) =>
      ask<PaymentPage>(async (signal) => {
        const page = { checkoutId: checkout.reference, payUntil: checkout.payUntil };
        const body = transactionBody(settings, checkout);
        if (checkout.phoneAddress === undefined) {
          const answer = await api.post('/v3/pay/transactions/native', body, signal);
          return ok({ ...page, codeUrl: NativePage.parse(answer).code_url });
        }
        const scene = { payer_client_ip: checkout.phoneAddress, h5_info: { type: 'Wap' } };
        const answer = await api.post('/v3/pay/transactions/h5', { ...body, scene_info: scene }, signal);
        return ok({ ...page, url: PhonePage.parse(answer).h5_url });
      }),
    query: (payment) => ask((signal) => transactions.query(payment, clock().toISOString(), signal)),
    close: ({ reference }) => ask((signal) => transactions.close(reference, signal)),
    refund: (refund) => ask((signal) => transactions.refund(refund, signal)),
    verify: (raw, headers, now) => verifyNotification(settings, raw, headers, now),
    complete: ({ raw }) => Promise.try(() => ok(readStored(settings, raw))),
    reply: { accepted: reply(200, 'SUCCESS', '成功'), refused: reply(400, 'FAIL', '失败') },
  };
}

function transactionBody({ appId, merchantId }: WechatSettings, checkout: Checkout) {
  return {
    appid: appId,
    mchid: merchantId,
    description: clip(namesOf(checkout.items), 127),
    out_trade_no: checkout.reference,
    time_expire: `${toBeijingTime(checkout.payUntil).replace(' ', 'T')}+08:00`,
    notify_url: checkout.callbackUrl,
    amount: { total: checkout.amountMinor, currency: 'CNY' },
  };
}
