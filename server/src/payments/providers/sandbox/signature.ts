import { hmac, isSame } from '../../signatures.ts';

/** The sandbox's secret, the same on all nodes, as that of tokens is, of which it is made. */
export function sandboxSecretOf(jwtSecret: string): string {
  return hmac(jwtSecret, ['meterstone sandbox payments']).toString('hex');
}

/** `t=<Unix seconds>,v1=<hex>` over the time, a dot and the body: the sandbox signs as real providers do. */
export function signCallback(secret: string, body: string, now: Date): string {
  const time = Math.floor(now.getTime() / 1_000);
  return `t=${time},v1=${hmac(secret, [`${time}.`, body]).toString('hex')}`;
}

/** The Unix time that the header was signed with; undefined where the signature isn't ours. */
export function signedAt(secret: string, raw: Buffer, header: string): number | undefined {
  const [, time = '', signature = ''] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  const expected = hmac(secret, [`${time}.`, raw]);
  return isSame(expected, Buffer.from(signature, 'hex')) ? Number(time) : undefined;
}
