import { AppError } from '../../lib/app-error.ts';
import { askAbout } from '../asking/learn.ts';
import type { PaymentsContext } from '../context.ts';
import { closeHere, isStale, providerOf } from './hand-out.ts';
import type { Attempt } from './queries.ts';

/**
 * Closes an attempt that is open: nobody shall pay at two pages. Where its provider can't close it, or doesn't answer,
 * it is closed here, and what is paid there goes back.
 * Errors: `order_not_payable` where it turns out to be paid, `payment_processing`.
 */
export async function closeAttempt(ctx: PaymentsContext, attempt: Attempt): Promise<void> {
  const meta = { order_id: attempt.orderId };
  const isYoung = attempt.state === 'intent' && !isStale(attempt);
  if (attempt.state === 'processing' || isYoung) {
    throw new AppError('payment_processing', { meta, retryAfterSeconds: 5 });
  }
  if (attempt.state !== 'open' && attempt.state !== 'intent') return;
  const provider = providerOf(ctx, attempt);
  const answer = await provider?.close(attempt);
  if (provider && answer?.kind === 'ok' && answer.value === 'paid') {
    const told = await askAbout(ctx, provider, attempt);
    // Its money is in the books by now, unless it is a sum that nobody asked for: the page is over then, not the order.
    if (told && told.length > 0) await closeHere(ctx, attempt, 'paid');
    throw new AppError('order_not_payable', { meta });
  }
  await closeHere(ctx, attempt, answer?.kind === 'ok' ? 'closed' : 'no_answer');
}
