import type { IncomingHttpHeaders } from 'node:http';
import type { PaymentsContext } from '../context.ts';
import type { CallbackReply, Provider } from '../provider.ts';

/**
 * Takes what a provider tells: whoever it is from, it is thrown away unless its signature is right; then it is in the
 * inbox, committed, before the provider hears that we have it. What it means is found out after that.
 * Errors: `unavailable` when it can't be kept, `overloaded`; the provider sends it again.
 */
export async function takeCallback(
  ctx: PaymentsContext,
  provider: Provider,
  raw: Buffer,
  headers: IncomingHttpHeaders,
): Promise<CallbackReply> {
  const { inbox, receiver, refusals } = ctx.payments;
  const verified = provider.verify(raw, headers, new Date());
  if ('refused' in verified) {
    refusals.count(provider.name, verified.refused);
    return provider.reply.refused;
  }
  const isOtherMode = verified.isTest !== undefined && verified.isTest !== provider.isTest;
  await receiver.submit({
    ...verified,
    // A body that tells no mode is of the mode of the keys that it fits.
    isTest: verified.isTest ?? provider.isTest,
    mismatch: isOtherMode ? 'wrong_mode' : verified.mismatch,
    provider: provider.name,
    raw,
    headers: keptHeaders(headers),
  });
  inbox.wake();
  return provider.reply.accepted;
}

/** What a signature is checked by, should somebody want to check it again. */
function keptHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const kept = /^(?:content-type|user-agent|webhook-.*|wechatpay-.*|(?:x-)?[a-z]+-signature)$/;
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' && kept.test(name) ? [[name, value]] : [],
    ),
  );
}
