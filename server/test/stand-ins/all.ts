import { alipaySettings, startAlipay, type AlipayServer } from './alipay.ts';
import { creemSettings, startCreem, type CreemServer } from './creem.ts';
import { startStripe, stripeSettings, type StripeServer } from './stripe.ts';
import { startWechat, wechatSettings, type WechatServer } from './wechat.ts';

export interface AllProviders {
  stripe: StripeServer;
  creem: CreemServer;
  alipay: AlipayServer;
  wechat: WechatServer;
  /** The settings of a server that pays by all of them. */
  env: Record<string, string>;
  stop: () => Promise<void>;
}

/** `pages`: where buyers pay (desk/desk.ts); left out, the addresses are those of the real providers. */
export async function startAllProviders({ pages }: { pages?: string } = {}): Promise<AllProviders> {
  const stripe = await startStripe(pages);
  const creem = await startCreem(pages);
  const alipay = await startAlipay(pages);
  const wechat = await startWechat(pages);
  const env = {
    PUBLIC_URL: 'http://shop.example',
    SANDBOX_PAYMENTS: 'true',
    STRIPE_SECRET_KEY: stripeSettings.secretKey,
    STRIPE_WEBHOOK_SECRET: stripeSettings.webhookSecrets.join(','),
    STRIPE_API_BASE: stripe.url,
    CREEM_API_KEY: creemSettings.apiKey,
    CREEM_WEBHOOK_SECRET: creemSettings.webhookSecrets.join(','),
    CREEM_PRODUCTS: JSON.stringify(creemSettings.products),
    CREEM_API_BASE: creem.url,
    ALIPAY_APP_ID: alipaySettings.appId,
    ALIPAY_SELLER_ID: alipaySettings.sellerId,
    ALIPAY_PRIVATE_KEY: alipaySettings.privateKey,
    ALIPAY_PUBLIC_KEY: alipaySettings.publicKeys.join('\n'),
    ALIPAY_API_BASE: alipay.url,
    WECHAT_APP_ID: wechatSettings.appId,
    WECHAT_MCH_ID: wechatSettings.merchantId,
    WECHAT_SERIAL_NO: wechatSettings.serial,
    WECHAT_PRIVATE_KEY: wechatSettings.privateKey,
    WECHAT_API_V3_KEY: wechatSettings.apiKeys.join(','),
    WECHAT_PLATFORM_KEYS: JSON.stringify(wechatSettings.platformKeys),
    WECHAT_API_BASE: wechat.url,
  };
  return {
    stripe,
    creem,
    alipay,
    wechat,
    env,
    async stop() {
      await Promise.all([stripe, creem, alipay, wechat].map((server) => server.stop()));
    },
  };
}
