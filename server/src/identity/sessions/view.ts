import type { UserPrincipal } from '../../http/access/principal.ts';
import { actOnce, senderOf } from '../../http/idempotency.ts';
import { AppError } from '../../lib/app-error.ts';
import { newId } from '../../lib/ids.ts';
import { invariant } from '../../lib/invariant.ts';
import { isOpen } from '../accounts/queries.ts';
import { writeAudit } from '../audit/service.ts';
import type { IdentityContext } from '../context.ts';
import type { View } from '../contract.ts';
import { findMe, findOwner } from '../users/queries.ts';
import { issueViewToken, readAccessToken } from './access-token.ts';

/**
 * Lets an admin see what the owner of an account sees, for 15 minutes and without a way to change anything; audited.
 * With a key, once: the same token again. Errors: `conflict` where nobody signs in for the account,
 * `account_closed`.
 */
export async function viewAccount(
  ctx: IdentityContext,
  admin: UserPrincipal,
  wanted: { accountId: string; reason: string; idempotencyKey: string | undefined; requestId: string },
): Promise<View> {
  const { accountId, reason, idempotencyKey: key, requestId } = wanted;
  const request = { owner: senderOf(admin), key, operation: 'accounts.view', content: { accountId, reason } };
  const { result: view } = await actOnce(ctx, request, async (tx) => {
    const userId = await findOwner(tx, accountId);
    if (!(await isOpen(tx, accountId))) throw new AppError('account_closed');
    if (userId === undefined) throw new AppError('conflict', { detail: 'Nobody signs in for this account' });
    await writeAudit(tx, admin, { action: 'account.viewed', accountId, target: userId, reason, requestId });
    return { id: newId(), userId, accountId, startedAtMs: Date.now() };
  });
  const accessToken = issueViewToken(ctx.config, admin, view);
  const claims = readAccessToken(ctx.config, accessToken);
  if (!claims) throw new AppError('conflict', { detail: 'The view that this key began is over' });
  const me = await findMe(ctx.db, view.userId);
  invariant(me, 'each user has an account of their own');
  return { ...me, accessToken, expiresAt: new Date(claims.exp * 1000).toISOString() };
}
