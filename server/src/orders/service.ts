import type { Principal } from '../http/access/principal.ts';
import { actOnAccountOnce } from '../http/idempotency.ts';
import { actorOf, requireOwned, resolveAccount, type IdentityContext } from '../identity/service.ts';
import { invalidField } from '../lib/app-error.ts';
import { isUuid } from '../lib/ids.ts';
import { invariant } from '../lib/invariant.ts';
import type { OrdersContext } from './context.ts';
import type { CreateOrderBody, Order, OrderDetail, OrdersQuery } from './contract.ts';
import { createOrder, findOrder, selectOrders } from './queries.ts';

export type { OrdersContext } from './context.ts';

/** A page of the caller's orders, newest first. Errors: `invalid_input` for a cursor not of ours. */
export async function listOrders(
  ctx: IdentityContext,
  principal: Principal,
  query: OrdersQuery,
): Promise<{ orders: Order[]; nextCursor: string | null }> {
  const accountId = await resolveAccount(ctx, principal, undefined);
  const beforeId = query.cursor === undefined ? undefined : readCursor(query.cursor);
  const found = await selectOrders(ctx.db, accountId, { ...query, beforeId });
  const orders = found.slice(0, query.limit);
  const last = orders.at(-1);
  return { orders, nextCursor: found.length > query.limit && last ? writeCursor(last) : null };
}

/** One order with its timeline; admins see anybody's. Errors: `not_found`, also for another's. */
export function readOrder(ctx: IdentityContext, principal: Principal, id: string): Promise<OrderDetail> {
  const isAdmin = principal.kind === 'user' && principal.role === 'admin';
  const accountId = principal.kind === 'user' && !isAdmin ? principal.accountId : undefined;
  const refusal = 'There is no such order';
  return requireOwned(ctx, principal, { accountId, find: () => findOrder(ctx.db, id), refusal });
}

/**
 * Makes an order of what is on offer now; with a key, once. Nothing is charged.
 * Errors: `rate_limited`, `invalid_input`, `not_found` for a product, `conflict` where it is not on sale, or can't be
 * given.
 */
export async function placeOrder(
  ctx: OrdersContext,
  principal: Principal,
  { items, idempotencyKey: key }: CreateOrderBody & { idempotencyKey: string | undefined },
): Promise<{ order: OrderDetail; replayed: boolean }> {
  const accountId = await resolveAccount(ctx, principal, undefined);
  await ctx.orderLimit.count(accountId);
  const request = { owner: accountId, key, operation: 'orders.create', content: { items } };
  const { result, replayed } = await actOnAccountOnce(ctx, request, async (tx) => {
    const actor = await actorOf(tx, principal);
    const id = await createOrder(tx, {
      accountId,
      items,
      actor,
      isTest: ctx.config.payments.mode === 'test',
    });
    const order = await findOrder(tx, id);
    invariant(order, 'an order that was just made is there');
    return order;
  });
  return { order: result, replayed };
}

function writeCursor({ id }: Order): string {
  return Buffer.from(`order ${id}`).toString('base64url');
}

function readCursor(cursor: string): string {
  const id = /^order (\S+)$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1];
  if (id === undefined || !isUuid(id))
    throw invalidField('cursor', 'Give a nextCursor that a list has returned');
  return id;
}
