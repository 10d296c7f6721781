import type { Context } from '../../base-context.ts';
import { withTransaction } from '../../db/transaction.ts';
import type { Poller } from '../../lib/poller.ts';
import { askAbout } from '../asking/learn.ts';
import { callbackUrl } from '../callbacks/address.ts';
import { asking, startLane } from '../lanes.ts';
import type { Provider, ProviderName } from '../provider.ts';
import { claimRefunds, noteRefundAnswer, type ClaimedRefund } from './queries.ts';

/**
 * Sends money back that is to go back: the same row under the same number until the provider's final word. Where it
 * refuses, our picture is old: it is asked what happened, then the refund has failed, and what is still to go back is
 * asked for anew. Where it doesn't say what happened either, nobody knows, and the same refund is asked for again.
 */
export function startRefunds(ctx: Context, providers: ReadonlyMap<ProviderName, Provider>): Poller {
  const { db, logger } = ctx;

  async function handle(refund: ClaimedRefund): Promise<void> {
    const provider = providers.get(refund.provider);
    if (!provider) return;
    const askedAt = new Date();
    const answer = await provider.refund({
      ...refund,
      keptMinor: Math.max(0, refund.receivedMinor - refund.refundedMinor - refund.amountMinor),
      callbackUrl: callbackUrl(ctx.config, provider.name),
    });
    const { provider: name, refundNumber } = refund;
    if (answer.kind === 'unknown') {
      logger.warn(
        { provider: name, refundNumber, reason: answer.reason },
        'a refund is not certain; it is asked again',
      );
      return;
    }
    if (answer.kind === 'refused') {
      logger.warn({ provider: name, refundNumber, code: answer.code }, 'a provider refused a refund');
      const checkoutId = refund.checkoutId ?? undefined;
      const told = await askAbout(ctx, provider, { ...refund, checkoutId, state: 'succeeded' });
      // Who doesn't say what happened may have taken an earlier try: our key is refused now, not that refund.
      if (told === undefined && checkoutId !== undefined) return;
      await withTransaction(ctx, (tx) => noteRefundAnswer(tx, refund, { state: 'failed', askedAt }));
      return;
    }
    await withTransaction(ctx, (tx) => noteRefundAnswer(tx, refund, { ...answer.value, askedAt }));
  }

  return startLane({
    name: 'refunds',
    logger,
    ...asking,
    claim: (limit) => claimRefunds(db, limit),
    handle,
  });
}
