import { z } from 'zod';
import { Interval } from '../../../catalog/contract.ts';
import { hmac, isSame } from '../../signatures.ts';

/** All that the sandbox's page shows and does. It is kept in its own address, so that any node can serve it. */
export const SandboxPage = z.strictObject({
  reference: z.string(),
  amountMinor: z.int().positive(),
  currency: z.string(),
  items: z.array(z.strictObject({ name: z.string(), quantity: z.int(), interval: Interval.optional() })),
  /** The buyer's, in which the items are named; else the browser's. */
  language: z.enum(['en', 'zh-CN']).optional(),
  payUntil: z.iso.datetime(),
  successUrl: z.url(),
  cancelUrl: z.url(),
  callbackUrl: z.url(),
});
export type SandboxPage = z.output<typeof SandboxPage>;

/** The page as a text for its address, which nobody else can make or change. */
export function sealPage(secret: string, page: SandboxPage): string {
  const body = Buffer.from(JSON.stringify(page)).toString('base64url');
  return `${body}.${seal(secret, body).toString('base64url')}`;
}

/** Undefined for what `sealPage` did not make with this secret. */
export function openPage(secret: string, text: string): SandboxPage | undefined {
  const [body = '', signature = '', ...rest] = text.split('.');
  const isOurs = rest.length === 0 && isSame(seal(secret, body), Buffer.from(signature, 'base64url'));
  return isOurs ? SandboxPage.parse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8'))) : undefined;
}

/** Another purpose than callbacks': a signature of one is none of the other. */
function seal(secret: string, body: string): Buffer {
  return hmac(secret, ['sandbox page.', body]);
}
