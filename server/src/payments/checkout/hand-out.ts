import { setTimeout as delay } from 'node:timers/promises';
import { withAccountTransaction, type Tx } from '../../db/transaction.ts';
import type { Principal } from '../../http/access/principal.ts';
import { actorOf } from '../../identity/service.ts';
import { AppError } from '../../lib/app-error.ts';
import { noteProviderAnswer } from '../asking/queries.ts';
import type { PaymentsContext } from '../context.ts';
import type { Provider } from '../provider.ts';
import type { StartedPayment } from './contract.ts';
import { askForPage, withRequestId, type Buyer } from './page.ts';
import { findLatestAttempt, openPayment, type Attempt } from './queries.ts';

/** How long somebody may be under way to a provider before another may take over the attempt. */
const youngMs = 15_000;

export interface HandOut {
  principal: Principal;
  accountId: string;
  orderId: string;
  /** Of an attempt that is begun here. */
  provider: Provider;
  buyer: Buyer;
  /** This request has made the intent: nobody else asks for its page. */
  isMine: boolean;
}

/**
 * Brings an order's latest attempt to a page, and hands that out; where the latest has ended, another one's. Waits for
 * who is under way to the provider just now.
 * Errors: `order_not_payable`, `payment_processing`, `payment_failed`, `unavailable`; all name the order.
 */
export async function handOutPage(ctx: PaymentsContext, asked: HandOut): Promise<StartedPayment> {
  const { accountId, orderId, buyer } = asked;
  let { isMine } = asked;
  for (;;) {
    const attempt = await findLatestAttempt(ctx.db, accountId, orderId);
    const meta = { order_id: orderId };
    if (!attempt) throw new AppError('order_not_payable', { meta });
    switch (attempt.state) {
      case 'open':
        return startedOf(attempt);
      case 'processing':
        throw new AppError('payment_processing', { meta, retryAfterSeconds: 5 });
      case 'succeeded':
        // What costs nothing is paid at once.
        if (attempt.provider === 'none') {
          const checkoutUrl = withRequestId(buyer.successUrl, attempt.reference);
          return { ...startedOf(attempt), checkout_url: checkoutUrl };
        }
        throw new AppError('order_not_payable', { meta });
      case 'intent':
        if (isMine || isStale(attempt)) await goOn(ctx, attempt, buyer, isMine);
        else await delay(200);
        isMine = false;
        break;
      case 'failed':
      case 'expired':
      case 'closed': {
        const { result } = await withAccountTransaction(ctx, accountId, (tx) => openAgain(tx, asked));
        if (result === 'not_payable') throw new AppError('order_not_payable', { meta });
        isMine = result === 'opened';
        break;
      }
    }
  }
}

async function openAgain(tx: Tx, { principal, accountId, orderId, provider }: HandOut) {
  const actor = await actorOf(tx, principal);
  const { name, isTest } = provider;
  return openPayment(tx, { accountId, orderId, provider: name, actor, isTest });
}

/** Asks for the page of an intent; of one that another began, only where that makes no second page. */
async function goOn(ctx: PaymentsContext, attempt: Attempt, buyer: Buyer, isMine: boolean): Promise<void> {
  const provider = providerOf(ctx, attempt);
  if (provider && (isMine || provider.can.repeatCreate)) await askForPage(ctx, provider, attempt, buyer);
  // Nobody got its page, whatever became of it at the provider.
  else await closeHere(ctx, attempt, 'no_answer');
}

/** Whether whoever began the attempt would have its page by now. */
export function isStale({ createdAt }: Attempt): boolean {
  return Date.now() - createdAt.getTime() > youngMs;
}

/** Undefined where the provider is not set up any more. */
export function providerOf(ctx: PaymentsContext, { provider }: Attempt): Provider | undefined {
  return provider === 'none' ? undefined : ctx.payments.providers.get(provider);
}

/** From now on its page is handed to nobody. */
export function closeHere(ctx: PaymentsContext, attempt: Attempt, code: string): Promise<unknown> {
  return withAccountTransaction(ctx, attempt.accountId, (tx) =>
    noteProviderAnswer(tx, attempt, { kind: 'closed', code }),
  );
}

/** What is answered of an attempt's page. */
export function startedOf(attempt: Attempt): StartedPayment {
  const { reference, checkoutId, checkoutUrl, codeUrl, orderId } = attempt;
  return {
    request_id: reference,
    session_id: checkoutId ?? reference,
    checkout_url: checkoutUrl ?? codeUrl ?? '',
    ...(codeUrl !== null && { code_url: codeUrl }),
    order_id: orderId,
  };
}
