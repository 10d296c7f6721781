import { withTransaction, type Tx } from '../../db/transaction.ts';
import type { Principal } from '../../http/access/principal.ts';
import { actOnce, senderOf } from '../../http/idempotency.ts';
import { actorOf, resolveAccount, writeAudit } from '../../identity/service.ts';
import { AppError } from '../../lib/app-error.ts';
import type { PaymentsContext } from '../context.ts';
import type { InboxEvent } from './contract.ts';
import { attachEvent, dismissEvent, findEvent, replayEvent } from './queries.ts';

interface Asked {
  id: string;
  idempotencyKey: string | undefined;
  requestId: string;
}

/**
 * Applies an event anew that was given up, laid aside or ignored; what it comes to shows in its state. Audited.
 * Errors: `not_found`, `idempotency_mismatch`.
 */
export function replay(ctx: PaymentsContext, principal: Principal, asked: Asked): Promise<InboxEvent> {
  return act(ctx, principal, { ...asked, what: 'replayed', content: {} }, (tx) => replayEvent(tx, asked.id));
}

/**
 * Says whose the money of an event is: it becomes a payment of that order, or of one that is made for it. Audited.
 * Errors: `not_found`; `conflict` where it brings no money that could be attached; `idempotency_mismatch`.
 */
export async function attach(
  ctx: PaymentsContext,
  principal: Principal,
  asked: Asked & { accountRef: string; orderId: string | undefined },
): Promise<InboxEvent> {
  const accountId = await resolveAccount(ctx, principal, asked.accountRef);
  const { id, orderId } = asked;
  const content = { accountId, orderId };
  return act(ctx, principal, { ...asked, what: 'attached', content }, async (tx) => {
    await attachEvent(tx, id, { accountId, orderId, actor: await actorOf(tx, principal) });
  });
}

/** Lays an event aside. Audited. Errors: `not_found`; `conflict` where it needs nobody; `idempotency_mismatch`. */
export function dismiss(
  ctx: PaymentsContext,
  principal: Principal,
  { reason, ...asked }: Asked & { reason: string },
): Promise<InboxEvent> {
  return act(ctx, principal, { ...asked, what: 'dismissed', content: { reason } }, async (tx) => {
    if (!(await dismissEvent(tx, asked.id, reason))) {
      throw new AppError('conflict', { detail: 'The event needs nobody any more' });
    }
  });
}

async function act(
  ctx: PaymentsContext,
  principal: Principal,
  { id, what, content, idempotencyKey: key, requestId }: Asked & { what: string; content: object },
  work: (tx: Tx) => Promise<void>,
): Promise<InboxEvent> {
  if (!(await findEvent(ctx.db, id))) throw new AppError('not_found');
  const request = {
    owner: senderOf(principal),
    key,
    operation: `payments.${what}`,
    content: { id, ...content },
  };
  await actOnce(ctx, request, async (tx) => {
    await work(tx);
    const event = await findEvent(tx, id);
    await writeAudit(tx, principal, {
      action: `payment_event.${what}`,
      accountId: event?.accountId,
      target: id,
      details: { ...content },
      requestId,
    });
    return {};
  });
  const event = await withTransaction(ctx, (tx) => findEvent(tx, id));
  if (!event) throw new AppError('not_found');
  return event;
}
