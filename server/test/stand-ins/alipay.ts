import type { AlipaySettings } from '../../src/payment-settings.ts';
import { startProviderServer, type ProviderServer, type Received, type Reply } from './http.ts';
import { isSigned, newKeys, sign, type KeyPair } from './keys.ts';

/** Of the app, and of Alipay: the newest and the one before. */
export const appKeys = newKeys();
export const alipayKeys = newKeys();
export const olderKeys = newKeys();

export const alipaySettings: Omit<AlipaySettings, 'apiBase'> = {
  isTest: true,
  appId: '2019073166072302',
  sellerId: '2088531891668739',
  privateKey: appKeys.privateKey,
  publicKeys: [alipayKeys.publicKey, olderKeys.publicKey],
};

interface Trade {
  trade_no: string;
  out_trade_no: string;
  trade_status: string;
  total_amount: string;
  send_pay_date?: string;
  refunds: Map<string, number>;
}

/** A code that was asked for; it is no trade until it is scanned. */
interface Code {
  reference: string;
  yuan: string;
  /** Where a browser goes on, where the buyer came by the page and not by the code. */
  returnUrl: string | undefined;
}

export interface AlipayServer extends ProviderServer {
  codes: Map<string, Code>;
  trades: Map<string, Trade>;
  /** Which of Alipay's keys signs the answers. */
  signer: KeyPair;
  /** The buyer scans the code, and pays or not. */
  scan: (reference: string, yuan: string, status?: string) => Trade;
  /** A notification of the fields as it is posted to us. */
  notify: (fields: Record<string, string>, keys?: KeyPair) => string;
}

/** Speaks Alipay's REST API (v3) as far as we do: both sides sign, errors are not signed. */
export async function startAlipay(pages?: string): Promise<AlipayServer> {
  const codes = new Map<string, Code>();
  const trades = new Map<string, Trade>();

  const server = await startProviderServer((received) => {
    if (received.path === '/gateway.do') return openPage(received.query);
    if (!isRequestSigned(received)) return problem(401, 'invalid-signature');
    const fields: Record<string, string> =
      received.method === 'GET' ? Object.fromEntries(received.query) : JSON.parse(received.body);
    const trade = trades.get(fields['out_trade_no'] ?? '');
    switch (`${received.method} ${received.path}`) {
      case 'POST /v3/alipay/trade/precreate':
        return precreate(fields);
      case 'GET /v3/alipay/trade/query':
        return trade ? signedReply({ ...trade, refunds: undefined }) : notThere();
      case 'POST /v3/alipay/trade/close':
        return trade ? close(trade) : notThere();
      case 'POST /v3/alipay/trade/refund':
        return trade ? refund(trade, fields) : notThere();
      case 'POST /v3/alipay/trade/fastpay/refund/query': {
        const sum = trade?.refunds.get(fields['out_request_no'] ?? '');
        return signedReply(
          sum === undefined
            ? { out_trade_no: fields['out_trade_no'] }
            : { refund_status: 'REFUND_SUCCESS', refund_amount: yuan(sum) },
        );
      }
      default:
        return problem(404, 'not-found');
    }
  });

  function precreate({
    out_trade_no: reference = '',
    total_amount: total = '',
  }: Record<string, string>): Reply {
    codes.set(reference, { reference, yuan: total, returnUrl: undefined });
    const address = pages ? `${pages}/pay/alipay/` : 'https://qr.alipay.com/';
    return signedReply({ out_trade_no: reference, qr_code: `${address}${reference}` });
  }

  /** The page of the same trade, for browsers. */
  function openPage(query: URLSearchParams): Reply {
    const { out_trade_no: reference } = JSON.parse(query.get('biz_content') ?? '{}');
    const code = codes.get(reference);
    if (!code || !pages) return problem(404, 'not-found');
    code.returnUrl = query.get('return_url') ?? undefined;
    return { status: 302, headers: { location: `${pages}/pay/alipay/${code.reference}` }, body: '' };
  }

  function close(trade: Trade): Reply {
    if (trade.trade_status !== 'WAIT_BUYER_PAY') return problem(400, 'ACQ.TRADE_STATUS_ERROR');
    trade.trade_status = 'TRADE_CLOSED';
    return signedReply({ out_trade_no: trade.out_trade_no, trade_no: trade.trade_no });
  }

  function refund(trade: Trade, fields: Record<string, string>): Reply {
    const total = Math.round(Number(trade.total_amount) * 100);
    const sum = () => [...trade.refunds.values()].reduce((one, other) => one + other, 0);
    const number = fields['out_request_no'] ?? '';
    const isNew = !trade.refunds.has(number);
    const asked = Math.round(Number(fields['refund_amount']) * 100);
    if (isNew && sum() + asked > total) return problem(400, 'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL');
    if (isNew) trade.refunds.set(number, asked);
    if (sum() === total) trade.trade_status = 'TRADE_CLOSED';
    const { trade_no, out_trade_no } = trade;
    return signedReply({ trade_no, out_trade_no, fund_change: isNew ? 'Y' : 'N', refund_fee: yuan(sum()) });
  }

  const signedReply = (body: unknown): Reply => signedBy(alipay.signer, JSON.stringify(body));

  const alipay: AlipayServer = Object.assign(server, {
    codes,
    trades,
    signer: alipayKeys,
    scan(reference: string, total: string, status = 'TRADE_SUCCESS') {
      const isPaid = status !== 'WAIT_BUYER_PAY';
      const trade: Trade = {
        trade_no: `2026112822001${reference}`,
        out_trade_no: reference,
        trade_status: status,
        total_amount: total,
        ...(isPaid && { send_pay_date: '2026-11-28 15:59:30' }),
        refunds: new Map(),
      };
      trades.set(reference, trade);
      return trade;
    },
    notify(fields: Record<string, string>, keys = alipayKeys) {
      const signed = Object.entries(fields)
        .filter(([name]) => name !== 'sign_type')
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([name, value]) => `${name}=${value}`)
        .join('&');
      return new URLSearchParams({ ...fields, sign: sign(keys, signed) }).toString();
    },
  });
  return alipay;
}

export function signedBy(keys: KeyPair, body: string): Reply {
  const [time, nonce] = ['1795852800000', 'nonce'];
  return {
    status: 200,
    headers: {
      'content-type': 'application/json',
      'alipay-timestamp': time,
      'alipay-nonce': nonce,
      'alipay-signature': sign(keys, `${time}\n${nonce}\n${body}\n`),
    },
    body,
  };
}

function isRequestSigned({ method, target, headers, body }: Received): boolean {
  const [, parameters = '', signature = ''] =
    /^ALIPAY-SHA256withRSA (app_id=2019073166072302,.*),sign=(.+)$/.exec(headers.authorization ?? '') ?? [];
  return isSigned(appKeys, `${parameters}\n${method}\n${target}\n${body}\n`, signature);
}

const yuan = (fen: number) => (fen / 100).toFixed(2);
const notThere = () => problem(400, 'ACQ.TRADE_NOT_EXIST');

/** Alipay signs no refusals. */
function problem(status: number, code: string): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code, message: 'No.', links: [] }),
  };
}
