import type { UserPrincipal } from '../../http/access/principal.ts';
import { AppError } from '../../lib/app-error.ts';
import type { IdentityContext } from '../context.ts';
import type { Session } from '../contract.ts';
import { deviceOf } from './device.ts';
import { isSessionOf, revokeSession, revokeSessionsOf, selectSessionsOf } from './queries.ts';
import { withRevocation } from './revocation-messages.ts';

/** Where the person is signed in: here first, then what was used last. */
export async function listOwnSessions(
  ctx: IdentityContext,
  { userId, sessionId }: UserPrincipal,
): Promise<Session[]> {
  const rows = await selectSessionsOf(ctx.db, userId, sessionId);
  return rows.map(({ id, userAgent, createdAt, lastUsedAt }) => ({
    id,
    device: deviceOf(userAgent),
    signedInAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt.toISOString(),
    isCurrent: id === sessionId,
  }));
}

/**
 * Ends one of the person's sessions; of one that is over already nothing changes. How many ended.
 * Errors: `not_found`, in the same words for another's.
 */
export async function endOwnSession(
  ctx: IdentityContext,
  { userId }: UserPrincipal,
  id: string,
): Promise<number> {
  return withRevocation(ctx, 'session', async (tx) => {
    if (!(await isSessionOf(tx, userId, id))) {
      throw new AppError('not_found', { detail: 'There is no such session' });
    }
    const ended = (await revokeSession(tx, id, 'signed_out')) ? [id] : [];
    return { ended, result: ended.length };
  });
}

/** Ends all of the person's sessions but this one; how many. */
export async function endOtherSessions(
  ctx: IdentityContext,
  { userId, sessionId }: UserPrincipal,
): Promise<number> {
  return withRevocation(ctx, 'session', async (tx) => {
    const ended = await revokeSessionsOf(tx, userId, 'signed_out', sessionId);
    return { ended, result: ended.length };
  });
}
