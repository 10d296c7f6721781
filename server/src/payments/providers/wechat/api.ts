import { Wechatpay } from 'wechatpay-axios-plugin';
import { z } from 'zod';
import type { WechatSettings } from '../../../payment-settings.ts';

/** What the library throws for an answer that isn't a 2xx. */
const Refusal = z.object({
  isAxiosError: z.literal(true),
  response: z.object({ status: z.int(), data: z.object({ code: z.string().min(1) }) }),
});

/** Asks WeChat Pay (APIv3). The library signs, and throws for an answer that isn't signed by a platform key of ours. */
export function createApi(settings: WechatSettings) {
  const { v3 } = clientOf(settings);
  const options = { maxRedirects: 0, responseType: 'json' } as const;
  return {
    get: async (path: string, signal: AbortSignal): Promise<unknown> =>
      (await v3.get<unknown>(path, { ...options, signal })).data,
    post: async (path: string, body: unknown, signal: AbortSignal): Promise<unknown> =>
      (await v3.post<unknown>(path, body, { ...options, signal })).data,
  };
}

export type Api = ReturnType<typeof createApi>;

function clientOf(settings: WechatSettings) {
  const { client } = new Wechatpay({
    mchid: settings.merchantId,
    serial: settings.serial,
    privateKey: settings.privateKey,
    certs: settings.platformKeys,
    ...(settings.apiBase === undefined ? {} : { baseURL: settings.apiBase }),
  });
  return client;
}

/**
 * WeChat's code where it surely did nothing: a 4xx in its own shape. A 5xx, a system in trouble and one that is asked
 * too often say nothing of what happened.
 */
export function refusalCode(error: unknown): string | undefined {
  const refusal = Refusal.safeParse(error);
  if (!refusal.success) return undefined;
  const { status, data } = refusal.data.response;
  const isRefusal = status >= 400 && status < 500 && status !== 408 && status !== 429;
  return isRefusal && data.code !== 'SYSTEM_ERROR' ? data.code : undefined;
}
