import type { PaymentSettings } from '../../payment-settings.ts';
import type { Provider, ProviderName, ProviderOptions } from '../provider.ts';

/**
 * The providers that are wholly set up, by name, in the order in which buyers see them. The libraries of the others
 * are never loaded: they cost a start half a second and tens of megabytes.
 */
export async function offeredProviders(
  settings: PaymentSettings,
  sandboxSecret: string,
  options: ProviderOptions,
): Promise<ReadonlyMap<ProviderName, Provider>> {
  const { stripe, creem, alipay, wechat, sandbox } = settings;
  const providers = await Promise.all([
    stripe && import('./stripe/stripe.ts').then(({ createStripe }) => createStripe(stripe, options)),
    creem && import('./creem/creem.ts').then(({ createCreem }) => createCreem(creem, options)),
    alipay && import('./alipay/alipay.ts').then(({ createAlipay }) => createAlipay(alipay, options)),
    wechat && import('./wechat/wechat.ts').then(({ createWechat }) => createWechat(wechat, options)),
    sandbox &&
      import('./sandbox/sandbox.ts').then(({ createSandbox }) => createSandbox(sandboxSecret, options)),
  ]);
  return new Map(providers.flatMap((provider) => (provider ? [[provider.name, provider]] : [])));
}
