import { withAccountTransaction } from '../../db/transaction.ts';
import type { Principal, UserPrincipal } from '../../http/access/principal.ts';
import { AppError, invalidField } from '../../lib/app-error.ts';
import { invariant } from '../../lib/invariant.ts';
import { updateAccount } from '../accounts/queries.ts';
import type { IdentityContext } from '../context.ts';
import type { ChangePasswordBody, Me, UpdateMeBody } from '../contract.ts';
import { revokeSessionsOf } from '../sessions/queries.ts';
import { withRevocation } from '../sessions/revocation-messages.ts';
import type { KnownBy } from '../sign-in/device-cookie.ts';
import { hashPassword, verifyPassword } from '../sign-in/passwords.ts';
import type { DeviceOf } from '../sign-in/service.ts';
import { findCredentials, findMe, replacePassword, updateUser } from '../users/queries.ts';

export async function getMe(ctx: IdentityContext, principal: Principal): Promise<Me> {
  const me = await findMe(ctx.db, requireUser(principal).userId);
  invariant(me, 'each user has an account of their own');
  return me;
}

/** Changes what is given; the person's account goes by the person's name. */
export async function updateMe(ctx: IdentityContext, principal: Principal, input: UpdateMeBody): Promise<Me> {
  const { userId, accountId } = requireUser(principal);
  return withAccountTransaction(ctx, accountId, async (tx) => {
    if (!(await updateUser(tx, userId, input))) throw new AppError('unauthenticated');
    const { name, timeZone } = input;
    const timeZoneChanged = await updateAccount(tx, accountId, { name, timeZone });
    if (timeZoneChanged && timeZone !== undefined)
      await ctx.accountHooks.timeZoneChanged(tx, accountId, timeZone);
    const me = await findMe(tx, userId);
    invariant(me, 'each user has an account of their own');
    return me;
  });
}

/**
 * Sets another password and ends the user's other sessions; how many, and by what their devices are known from now on.
 * Errors: `invalid_input` at `currentPassword` when that is wrong and at `newPassword` when that is easily guessed,
 * `rate_limited` after too many wrong ones, `conflict` when it changed at the same moment.
 */
export async function changePassword(
  ctx: IdentityContext,
  principal: Principal,
  { currentPassword, newPassword, ip, deviceOf }: ChangePasswordBody & { ip: string; deviceOf: DeviceOf },
): Promise<{ revokedSessions: number; user: KnownBy }> {
  const { userId, sessionId } = requireUser(principal);
  const { password: limit } = ctx.signInLimits;
  const credentials = await findCredentials(ctx.db, { id: userId });
  const guess = { account: userId, ip, knownDevice: credentials && deviceOf(credentials) };
  await limit.check(guess);
  if (!(await verifyPassword(credentials?.passwordHash, currentPassword)) || !credentials) {
    await limit.fail(guess);
    throw invalidField('currentPassword', 'This is not the current password', 'password_wrong');
  }
  await limit.check(guess);
  const { user: person } = await getMe(ctx, principal);
  await ctx.weakPasswords.refuse('newPassword', { password: newPassword, person });
  const passwordHash = await hashPassword(newPassword);
  const revokedSessions = await withRevocation(ctx, 'session', async (tx) => {
    // First the password, then the sessions: whoever signs in by the old one has finished by then, or finds the new.
    if (!(await replacePassword(tx, userId, credentials.passwordHash, passwordHash))) {
      throw new AppError('conflict', { detail: 'The password was changed at the same moment' });
    }
    const ended = await revokeSessionsOf(tx, userId, 'password_changed', sessionId);
    return { ended, result: ended.length };
  });
  return { revokedSessions, user: { id: userId, passwordHash } };
}

export function requireUser(principal: Principal): UserPrincipal {
  invariant(principal.kind === 'user', 'the policies of these routes let people in only');
  return principal;
}
