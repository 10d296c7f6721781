import type { UserPrincipal } from '../../http/access/principal.ts';
import { AppError, invalidField } from '../../lib/app-error.ts';
import { invariant } from '../../lib/invariant.ts';
import { countKeysOf, revokeKeysOf } from '../api-keys/queries.ts';
import { actorOf, writeAudit } from '../audit/service.ts';
import type { IdentityContext } from '../context.ts';
import type { CloseBody, Closing } from '../contract.ts';
import { closeSessionsOf, countSessionsOf } from '../sessions/queries.ts';
import { withRevocations } from '../sessions/revocation-messages.ts';
import { verifyPassword } from '../sign-in/passwords.ts';
import type { DeviceOf } from '../sign-in/service.ts';
import { closeUser, countAdmins, hashEmail, lockLeaving } from '../users/closed.ts';
import { findCredentials } from '../users/queries.ts';

/** What closing the person's account would end and what would stay, and what stands in its way. */
export async function tellClosing(
  ctx: IdentityContext,
  { userId, accountId }: UserPrincipal,
): Promise<Closing> {
  const { moneyIsUnderWay, ...effects } = await ctx.accountClosing.effects(ctx.db, accountId);
  const credentials = await findCredentials(ctx.db, { id: userId });
  const isLastAdmin = credentials?.role === 'admin' && (await countAdmins(ctx.db)) === 1;
  const blockedBy = moneyIsUnderWay ? 'order_under_way' : isLastAdmin ? 'last_admin' : null;
  return {
    ...effects,
    blockedBy,
    sessions: await countSessionsOf(ctx.db, userId),
    apiKeys: await countKeysOf(ctx.db, userId),
  };
}

/**
 * Closes the person's account for good, in one transaction: who they were is taken from it, every way in ends, and so
 * does all that they have; orders, records and ledger stay. On every node sessions, sockets and keys are refused within
 * a moment. When it was closed.
 * Errors: `invalid_input` at `password` or `email`; `rate_limited`; `order_under_way`; `last_admin`; `account_closed`;
 * `conflict` when the password changed at the same moment.
 * Locks: the person (an admin: all admins, the others shared), then as close_account.sql, then sessions and keys.
 */
export async function closeOwnAccount(
  ctx: IdentityContext,
  principal: UserPrincipal,
  {
    email,
    password,
    ip,
    deviceOf,
    requestId,
  }: CloseBody & { ip: string; deviceOf: DeviceOf; requestId: string },
): Promise<Date> {
  const { userId, accountId } = principal;
  const passwordHash = await requirePassword(ctx, userId, { password, ip, deviceOf });
  return ctx.accountLines.run(accountId, () =>
    withRevocations(ctx, async (tx) => {
      const leaving = await lockLeaving(tx, userId);
      if (!leaving) throw new AppError('account_closed');
      if (leaving.passwordHash !== passwordHash) {
        throw new AppError('conflict', { detail: 'The password was changed at the same moment' });
      }
      if (leaving.email !== email) throw invalidField('email', 'This is not your address', 'email_other');
      if (leaving.isLastAdmin) throw new AppError('last_admin');
      const former = { emailHash: hashEmail(ctx.config, leaving.email), passwordHash };
      const closedAt = await closeUser(tx, userId, former);
      // Who did it is told by the number that stands for the person from now on.
      const actor = await actorOf(tx, principal);
      const creditsWrittenOff = await ctx.accountClosing.close(tx, accountId, actor);
      const sessions = await closeSessionsOf(tx, userId);
      const apiKeys = await revokeKeysOf(tx, userId);
      await writeAudit(tx, principal, {
        action: 'account.closed',
        accountId,
        details: { creditsWrittenOff, apiKeys: apiKeys.length },
        requestId,
      });
      return { ended: { session: sessions, apiKey: apiKeys, account: [accountId] }, result: closedAt };
    }),
  );
}

/** The hash that the password belongs to. Errors: `invalid_input` at `password`, `rate_limited`. */
async function requirePassword(
  ctx: IdentityContext,
  userId: string,
  { password, ip, deviceOf }: { password: string; ip: string; deviceOf: DeviceOf },
): Promise<string> {
  const { password: limit } = ctx.signInLimits;
  const credentials = await findCredentials(ctx.db, { id: userId });
  invariant(credentials, 'a person who was there stays');
  if (credentials.passwordHash === '') throw new AppError('account_closed');
  const guess = { account: userId, ip, knownDevice: deviceOf(credentials) };
  await limit.check(guess);
  if (!(await verifyPassword(credentials.passwordHash, password))) {
    await limit.fail(guess);
    throw invalidField('password', 'This is not the current password', 'password_wrong');
  }
  // Again: of a volley of guesses, all passed the first check before any had failed.
  await limit.check(guess);
  return credentials.passwordHash;
}
