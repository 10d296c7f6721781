import { createVerify } from 'node:crypto';
import { AlipayRequestError } from 'alipay-sdk';
import { z } from 'zod';
import type { AlipayKey, AlipayKeys } from './keys.ts';

const Headers = z.object({
  'alipay-timestamp': z.string(),
  'alipay-nonce': z.string(),
  'alipay-signature': z.string(),
});

/** Asks over Alipay's REST API (v3), whose answers are signed; an answer that isn't, or not by Alipay, is thrown. */
export function createApi([newest, ...older]: AlipayKeys) {
  async function call(
    method: 'GET' | 'POST',
    path: string,
    fields: Record<string, string>,
  ): Promise<unknown> {
    try {
      const answer = await newest.client.curl(
        method,
        path,
        method === 'GET' ? { query: fields } : { body: fields },
      );
      return answer.data;
    } catch (error) {
      const signedByOther = answerSignedBy(older, error);
      if (signedByOther === undefined) throw error;
      return JSON.parse(signedByOther);
    }
  }
  return { call };
}

export type Api = ReturnType<typeof createApi>;

/** The body of an answer that fits an older key: while keys rotate, Alipay may still sign with that one. */
function answerSignedBy(keys: readonly AlipayKey[], error: unknown): string | undefined {
  if (!(error instanceof AlipayRequestError) || error.code !== 'response-signature-verify-error') {
    return undefined;
  }
  const headers = Headers.safeParse(error.responseHttpHeaders);
  const body = error.responseDataRaw;
  if (!headers.success || typeof body !== 'string') return undefined;
  const { 'alipay-timestamp': time, 'alipay-nonce': nonce, 'alipay-signature': signature } = headers.data;
  const isSigned = keys.some(({ client }) =>
    createVerify('RSA-SHA256')
      .update(`${time}\n${nonce}\n${body}\n`)
      .verify(client.config.alipayPublicKey, signature, 'base64'),
  );
  return isSigned ? body : undefined;
}

/** Alipay's code where it surely did nothing: it says so with a 4xx, but for the codes of a system in trouble. */
export function refusalCode(error: unknown): string | undefined {
  if (!(error instanceof AlipayRequestError) || error.code === undefined) return undefined;
  const status = error.responseHttpStatus ?? 0;
  const isRefusal = status >= 400 && status < 500 && status !== 408 && status !== 429;
  return isRefusal && !/SYSTEM_ERROR|UNKNOW/i.test(error.code) ? error.code : undefined;
}
