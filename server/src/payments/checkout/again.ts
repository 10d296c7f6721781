import { withAccountTransaction } from '../../db/transaction.ts';
import type { Principal } from '../../http/access/principal.ts';
import { actOnAccountOnce } from '../../http/idempotency.ts';
import { actorOf, resolveAccount } from '../../identity/service.ts';
import { AppError, invalidField } from '../../lib/app-error.ts';
import type { PaymentsContext } from '../context.ts';
import type { CheckoutItem, Provider } from '../provider.ts';
import { closeAttempt } from './close-attempt.ts';
import type { EndedOrder, PayAgainBody, StartedPayment } from './contract.ts';
import { handOutPage, startedOf } from './hand-out.ts';
import { itemsOf } from './page.ts';
import {
  cancelOrder as endOrder,
  findLatestAttempt,
  findOrder,
  findPageAfter,
  hasSubscription,
  openPayment,
  sellsPlan,
  type Attempt,
} from './queries.ts';
import { buyerOf, countCheckout } from './service.ts';

type Asked = PayAgainBody & {
  orderId: string;
  idempotencyKey: string | undefined;
  hostHeader: string | undefined;
  ip: string;
};

/**
 * Begins to pay a pending order anew, by another provider if that is asked for: the attempt before is closed first, at
 * its provider where that can be done. A repeat under one key goes on with what the first began.
 * Errors: `not_found`, `invalid_input`, `subscription_exists` where another order's plan has begun since, and those of
 * handOutPage.
 */
export async function payAgain(
  ctx: PaymentsContext,
  principal: Principal & { kind: 'user' },
  { orderId, idempotencyKey: key, hostHeader, ip, ...asked }: Asked,
): Promise<StartedPayment> {
  const accountId = await resolveAccount(ctx, principal, undefined);
  await countCheckout(ctx, accountId, ip);
  const order = await findOrder(ctx.db, accountId, orderId);
  if (!order) throw new AppError('not_found');
  const buyer = buyerOf(ctx, principal.userId, { ...asked, hostHeader });
  const request = { owner: accountId, key, operation: 'orders.pay', content: { orderId, ...asked } };
  const { result } = await actOnAccountOnce(ctx, request, async (tx) => ({
    before: (await findLatestAttempt(tx, accountId, orderId))?.attempt ?? 0,
  }));
  const page = await findPageAfter(ctx.db, accountId, orderId, result.before);
  if (page) return startedOf(page);
  if (order.status !== 'pending') throw new AppError('order_not_payable', { meta: { order_id: orderId } });
  // As at the checkout: paid now, it would wait for the end of the plan that runs.
  if ((await sellsPlan(ctx.db, accountId, orderId)) && (await hasSubscription(ctx.db, accountId))) {
    throw new AppError('subscription_exists', { meta: { order_id: orderId } });
  }

  const latest = await findLatestAttempt(ctx.db, accountId, orderId);
  const items = await itemsOf(ctx, { accountId, orderId, locale: undefined });
  const provider = chooseProvider(ctx, { wanted: asked.provider, latest, order, items });
  let isMine = false;
  if (latest === undefined || latest.attempt <= result.before) {
    if (latest) await closeAttempt(ctx, latest);
    const opened = await withAccountTransaction(ctx, accountId, async (tx) => {
      const actor = await actorOf(tx, principal);
      return openPayment(tx, { accountId, orderId, provider: provider.name, actor, isTest: provider.isTest });
    });
    isMine = opened.result === 'opened';
  }
  return handOutPage(ctx, { principal, accountId, orderId, provider, buyer, isMine });
}

/**
 * Ends a pending order unpaid, its page first. What is paid all the same is settled as late money.
 * Errors: `not_found`, `order_not_payable` where it is paid or ended, `payment_processing`.
 */
export async function cancelOrder(
  ctx: PaymentsContext,
  principal: Principal,
  { orderId, idempotencyKey: key }: { orderId: string; idempotencyKey: string | undefined },
): Promise<EndedOrder> {
  const accountId = await resolveAccount(ctx, principal, undefined);
  const order = await findOrder(ctx.db, accountId, orderId);
  if (!order) throw new AppError('not_found');
  const latest = await findLatestAttempt(ctx.db, accountId, orderId);
  if (latest && order.status === 'pending') await closeAttempt(ctx, latest);

  const request = { owner: accountId, key, operation: 'orders.cancel', content: { orderId } };
  const { result } = await actOnAccountOnce(ctx, request, async (tx) => {
    const status = await endOrder(tx, accountId, orderId, await actorOf(tx, principal));
    if (status !== 'cancelled') throw new AppError('order_not_payable', { meta: { order_id: orderId } });
    return { id: order.id, orderNumber: order.number, status };
  });
  return result;
}

interface Choice {
  wanted: string | undefined;
  latest: Attempt | undefined;
  order: { amountMinor: number; currency: string; isTest: boolean };
  items: readonly CheckoutItem[];
}

/** The one that is asked for, else that of the attempt before, else the first that can. */
function chooseProvider(ctx: PaymentsContext, { wanted, latest, order, items }: Choice): Provider {
  const able = [...ctx.payments.providers.values()].filter(
    ({ can, isTest }) =>
      isTest === order.isTest && can.charge(order.amountMinor, order.currency) && can.sell(items),
  );
  const found =
    wanted === undefined
      ? (able.find(({ name }) => name === latest?.provider) ?? able[0])
      : able.find(({ name }) => name === wanted);
  if (!found) throw invalidField('provider', 'No provider that is set up can charge this');
  return found;
}
