import type { Config } from '../../config.ts';
import { AppError } from '../../lib/app-error.ts';
import type { ProviderName } from '../provider.ts';

export const callbackPaths = {
  stripe: '/api/webhooks/stripe',
  creem: '/api/pay/callback/creem',
  alipay: '/api/pay/callback/alipay',
  wechat: '/api/pay/callback/wechat',
  sandbox: '/api/pay/callback/sandbox',
} as const satisfies Record<ProviderName, string>;

/** Where browsers find us: `PUBLIC_URL`; without it, for a start on one's own machine, where this one did. */
export function publicOrigin({ publicUrl, host, port }: Config, hostHeader?: string): string {
  const origin = publicUrl ?? `http://${hostHeader ?? `${host}:${port}`}`;
  if (!URL.canParse(origin)) throw new AppError('bad_request', { detail: 'The Host header names no host' });
  return new URL(origin).origin;
}

/** Where this provider is told to call back. */
export function callbackUrl(config: Config, provider: ProviderName, hostHeader?: string): string {
  return new URL(callbackPaths[provider], publicOrigin(config, hostHeader)).href;
}
