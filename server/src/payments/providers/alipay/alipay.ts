import type { AlipaySettings } from '../../../payment-settings.ts';
import { toYuan } from '../../amounts.ts';
import { askProvider, defaultPatienceMs, ok, unknown, type Answer } from '../../answers.ts';
import { clip, namesOf } from '../../clip.ts';
import type { Checkout, Provider, ProviderOptions } from '../../provider.ts';
import { toBeijingTime } from '../beijing-time.ts';
import { createApi, refusalCode } from './api.ts';
import { createKeys } from './keys.ts';
import { readForm, verifyNotification } from './notifications.ts';
import { Notification, Precreated } from './shapes.ts';
import { createTrades } from './trades.ts';
import { notificationCommands } from './translate.ts';

const reply = (status: number, body: string) => ({ status, contentType: 'text/plain', body }) as const;

/** Alipay's bound of one payment, in fen. */
const mostFen = 10_000_000_000;

/** Alipay by a code to scan, and by its page; both of one trade, which is paid once. */
export function createAlipay(settings: AlipaySettings, options: ProviderOptions): Provider {
  const { clock, patienceMs = defaultPatienceMs } = options;
  const keys = createKeys(settings, Math.min(4_000, patienceMs));
  const api = createApi(keys);
  const trades = createTrades(api);
  const ask = <T>(work: () => Promise<Answer<T>>) =>
    askProvider({ patienceMs, ask: work, refusalOf: refusalCode });

  /** A signed address, made without asking Alipay: the trade begins when the buyer signs in there. */
  const pageUrl = (checkout: Checkout): string =>
    keys[0].client.pageExecute('alipay.trade.page.pay', 'GET', {
      bizContent: { ...tradeFields(checkout), product_code: 'FAST_INSTANT_TRADE_PAY' },
      notify_url: checkout.callbackUrl,
      return_url: checkout.successUrl,
      // The library would take the server's own zone.
      timestamp: toBeijingTime(clock()),
    });

  return {
    name: 'alipay',
    isTest: settings.isTest,
    kind: 'qr',
    can: {
      charge: (fen, currency) => currency === 'CNY' && fen > 0 && fen <= mostFen,
      sell: () => true,
      repeatCreate: true,
      close: true,
      refundParts: true,
      renew: false,
      remember: true,
    },
    create: (checkout) =>
      ask(async () => {
        const answer = await api.call('POST', '/v3/alipay/trade/precreate', {
          ...tradeFields(checkout),
          notify_url: checkout.callbackUrl,
        });
        const { out_trade_no: reference, qr_code: codeUrl } = Precreated.parse(answer);
        if (reference !== checkout.reference) return unknown('foreign_answer');
        return ok({ checkoutId: reference, url: pageUrl(checkout), codeUrl, payUntil: checkout.payUntil });
      }),
    query: (payment) => ask(() => trades.query(payment, clock().toISOString())),
    close: ({ reference }) => ask(() => trades.close(reference)),
    refund: (refund) => ask(() => trades.refund(refund)),
    verify: (raw) => verifyNotification({ ...settings, keys }, raw),
    complete: ({ raw }) => Promise.try(() => ok(notificationCommands(Notification.parse(readForm(raw))))),
    reply: { accepted: reply(200, 'success'), refused: reply(400, 'fail') },
  };
}

/** Alipay takes no `/`, `=` and `&` in the subject, and 256 characters. */
function tradeFields(checkout: Checkout) {
  return {
    out_trade_no: checkout.reference,
    total_amount: toYuan(checkout.amountMinor),
    subject: clip(namesOf(checkout.items).replace(/[/=&]/g, ' '), 256),
    time_expire: toBeijingTime(checkout.payUntil),
  };
}
