import type { Context } from '../../base-context.ts';
import { withTransaction } from '../../db/transaction.ts';
import type { Poller } from '../../lib/poller.ts';
import { asking, startLane } from '../lanes.ts';
import type { Provider, ProviderName } from '../provider.ts';
import { askAbout } from './learn.ts';
import { claimQueries, noteProviderAnswer, type AskedPayment } from './queries.ts';

/**
 * Asks providers about attempts whose callback is overdue, at growing intervals, until their final word. An intent that
 * nobody answered is closed: nobody got its page, and who asks again under the same key gets another.
 */
export function startAsking(ctx: Context, providers: ReadonlyMap<ProviderName, Provider>): Poller {
  const { db, logger } = ctx;

  async function handle(payment: AskedPayment): Promise<void> {
    const provider = payment.provider === 'none' ? undefined : providers.get(payment.provider);
    if (!provider) return;
    if (payment.state === 'intent') {
      await withTransaction(ctx, (tx) =>
        noteProviderAnswer(tx, payment, { kind: 'closed', code: 'no_answer' }),
      );
    }
    await askAbout(ctx, provider, payment);
  }

  return startLane({
    name: 'payments, asked about',
    logger,
    ...asking,
    claim: (limit) => claimQueries(db, limit),
    handle,
  });
}
