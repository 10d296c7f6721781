import { createCipheriv } from 'node:crypto';
import type { WechatSettings } from '../../src/payment-settings.ts';
import { clock } from './checkout.ts';
import { startProviderServer, type ProviderServer, type Received, type Reply } from './http.ts';
import { isSigned, newKeys, sign, type KeyPair } from './keys.ts';

/** Of the merchant, and of the platform: as a certificate's and as a public key. */
const merchantKeys = newKeys();
export const platformKeys = newKeys();
export const publicIdKeys = newKeys();
export const serial = '5157F09EFDC096DE15EBE81A47057A7232F1B8E1';
export const publicId = 'PUB_KEY_ID_0114232134912410000000000000';

export const wechatSettings: Omit<WechatSettings, 'apiBase'> = {
  isTest: true,
  appId: 'wxd678efh567hg6787',
  merchantId: '1230000109',
  serial: '1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C',
  privateKey: merchantKeys.privateKey,
  apiKeys: ['0123456789abcdef0123456789ABCDEF', 'the-key-before-that-has-32-bytes'],
  platformKeys: { [serial]: platformKeys.publicKey, [publicId]: publicIdKeys.publicKey },
};

type Fields = Record<string, unknown>;

export interface WechatServer extends ProviderServer {
  transactions: Map<string, Fields>;
  refunds: Map<string, Fields>;
  signer: { serial: string; keys: KeyPair };
  pay: (reference: string, state?: string) => Fields;
}

/** Speaks WeChat Pay (APIv3) as far as we do: both sides sign, with the real time. */
export async function startWechat(pages?: string): Promise<WechatServer> {
  const transactions = new Map<string, Fields>();
  const refunds = new Map<string, Fields>();

  const server = await startProviderServer((received) => {
    if (!isRequestSigned(received)) return problem(401, 'SIGN_ERROR');
    const { method, path, body, query } = received;
    const [, , , kind, , id = '', act] = path.split('/');
    if (method === 'POST' && /\/(native|h5)$/.test(path)) return create(path, JSON.parse(body));
    if (kind === 'transactions') {
      const transaction = transactions.get(id);
      if (!transaction) return problem(404, 'ORDER_NOT_EXIST');
      if (act === 'close') return close(transaction);
      return query.get('mchid') === wechatSettings.merchantId ? signed(transaction) : problem(403, 'NO_AUTH');
    }
    if (method === 'POST') return refund(JSON.parse(body));
    const made = refunds.get(id);
    return made ? signed(made) : problem(404, 'RESOURCE_NOT_EXISTS');
  });

  function create(path: string, asked: Fields): Reply {
    const number = String(asked['out_trade_no']);
    const known = transactions.get(number);
    const asBefore = JSON.stringify(asked);
    if (known && known['asked'] !== asBefore) return problem(400, 'INVALID_REQUEST');
    transactions.set(
      number,
      known ?? { ...plain(number, asked['amount']), trade_state: 'NOTPAY', asked: asBefore },
    );
    const page = pages && `${pages}/pay/wechat/${number}`;
    if (page) return signed(path.endsWith('native') ? { code_url: page } : { h5_url: page });
    return signed(
      path.endsWith('native')
        ? { code_url: `weixin://wxpay/bizpayurl?pr=${number}` }
        : { h5_url: `https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=${number}` },
    );
  }

  function close(transaction: Fields): Reply {
    if (transaction['trade_state'] === 'SUCCESS') return problem(400, 'ORDERPAID');
    if (transaction['trade_state'] === 'CLOSED') return problem(400, 'ORDER_CLOSED');
    transaction['trade_state'] = 'CLOSED';
    return signed(undefined);
  }

  function refund(asked: Fields): Reply {
    const number = String(asked['out_refund_no']);
    const amount = Object(asked['amount']);
    const others = [...refunds.values()].filter((made) => made['out_refund_no'] !== number);
    const sum = others.reduce((total, made) => total + Number(Object(made['amount']).refund), 0);
    if (sum + Number(amount.refund) > Number(amount.total)) return problem(403, 'NOT_ENOUGH');
    const made = refunds.get(number) ?? {
      refund_id: `5030000${refunds.size + 1}`,
      out_refund_no: number,
      transaction_id: asked['transaction_id'],
      status: 'PROCESSING',
      amount,
    };
    refunds.set(number, made);
    return signed(made);
  }

  const signed = (body: unknown): Reply => {
    const text = body === undefined ? '' : JSON.stringify(body);
    const { serial: id, keys } = wechat.signer;
    const headers = { 'content-type': 'application/json', ...signatureOf(keys, id, text, new Date()) };
    return { status: body === undefined ? 204 : 200, headers, body: text };
  };

  const wechat: WechatServer = Object.assign(server, {
    transactions,
    refunds,
    signer: { serial, keys: platformKeys },
    pay(reference: string, state = 'SUCCESS') {
      return Object.assign(transactions.get(reference)!, {
        trade_state: state,
        transaction_id: `4200000${reference}`,
        success_time: '2026-11-28T15:59:30+08:00',
      });
    },
  });
  return wechat;
}

function plain(number: string, amount: unknown): Fields {
  const { appId: appid, merchantId: mchid } = wechatSettings;
  return { appid, mchid, out_trade_no: number, trade_type: 'NATIVE', amount };
}

export function signatureOf(keys: KeyPair, id: string, body: string, now: Date): Record<string, string> {
  const time = String(Math.floor(now.getTime() / 1_000));
  return {
    'wechatpay-serial': id,
    'wechatpay-timestamp': time,
    'wechatpay-nonce': 'nonce',
    'wechatpay-signature': sign(keys, `${time}\nnonce\n${body}\n`),
  };
}

/** A notification as it is posted to us, its resource sealed. */
export function notificationOf(
  eventType: string,
  resource: object,
  apiKey = wechatSettings.apiKeys[0],
): string {
  const kind = eventType.startsWith('REFUND') ? 'refund' : 'transaction';
  const cipher = createCipheriv('aes-256-gcm', apiKey, '0123456789ab').setAAD(Buffer.from(kind));
  const sealed = [cipher.update(JSON.stringify(resource)), cipher.final(), cipher.getAuthTag()];
  return JSON.stringify({
    id: 'EV-2026112816000000001',
    create_time: '2026-11-28T16:00:00+08:00',
    resource_type: 'encrypt-resource',
    event_type: eventType,
    summary: '支付成功',
    resource: {
      original_type: kind,
      algorithm: 'AEAD_AES_256_GCM',
      ciphertext: Buffer.concat(sealed).toString('base64'),
      associated_data: kind,
      nonce: '0123456789ab',
    },
  });
}

export const signedNotification = (body: string, keys = platformKeys, id = serial, now = clock()) =>
  signatureOf(keys, id, body, now);

function isRequestSigned({ method, target, headers, body }: Received): boolean {
  const parts = Object.fromEntries(
    [...(headers.authorization ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );
  const { merchantId, serial: own } = wechatSettings;
  if (parts['mchid'] !== merchantId || parts['serial_no'] !== own) return false;
  const text = `${method}\n${target}\n${parts['timestamp']}\n${parts['nonce_str']}\n${body}\n`;
  return isSigned(merchantKeys, text, parts['signature'] ?? '');
}

function problem(status: number, code: string): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code, message: 'No.' }),
  };
}
