import { LRUCache } from 'lru-cache';
import type { Context } from '../../base-context.ts';
import { createLoadingCache } from '../../cache/loading-cache.ts';
import type { UserPrincipal } from '../../http/access/principal.ts';
import type { Authenticate } from '../../http/handler.ts';
import { AppError } from '../../lib/app-error.ts';
import { isOpen } from '../accounts/queries.ts';
import { readAccessToken, type Claims } from './access-token.ts';
import { findLiveSession, isOfClosed } from './queries.ts';
import { onRevoked } from './revocation-messages.ts';

/** How long a change that nobody published (a role taken away by hand, a lost hint) may go unnoticed. */
const sessionTtlMs = 1_000;

interface RememberedSession {
  principal: UserPrincipal;
  expiresAtMs: number;
}

/**
 * Tells who sends an access token: signature and expiry by the token, the rest (session alive, role, account) by
 * the database, remembered for a second. Answers at once while it remembers.
 */
export function createAccessTokenReader(
  ctx: Pick<Context, 'config' | 'db' | 'bus' | 'live'>,
): (token: string) => ReturnType<Authenticate> {
  const verified = new LRUCache<string, Claims>({ max: 20_000 });
  const sessions = createLoadingCache<RememberedSession>({
    max: 20_000,
    ttlMs: sessionTtlMs,
    load: async (sessionId) => {
      const session = await findLiveSession(ctx.db, sessionId);
      if (!session) {
        if (await isOfClosed(ctx.db, { id: sessionId })) throw accountClosed();
        return undefined;
      }
      const { userId, accountId, role, expiresAt } = session;
      return {
        principal: { kind: 'user', userId, accountId, role, sessionId },
        expiresAtMs: expiresAt.getTime(),
      };
    },
  });
  onRevoked(ctx, 'session', (sessionId) => {
    sessions.forget(sessionId);
    ctx.live.cutOff(`session:${sessionId}`);
  });
  /** Accounts that admins look at. */
  const viewed = createLoadingCache<{ isOpen: true }>({
    max: 1_000,
    ttlMs: sessionTtlMs,
    load: async (accountId) => ((await isOpen(ctx.db, accountId)) ? { isOpen: true } : undefined),
  });
  onRevoked(ctx, 'account', (accountId) => {
    viewed.forget(accountId);
    ctx.live.cutOff(`account:${accountId}`);
  });

  return (token) => {
    const claims = readClaims(token);
    const session = sessions.get(claims.sessionId);
    if (claims.act) return viewerOf(claims, session);
    return session instanceof Promise
      ? session.then((found) => principalOf(claims, found))
      : principalOf(claims, session);
  };

  async function viewerOf(
    claims: Claims,
    session: RememberedSession | Promise<RememberedSession | undefined>,
  ): Promise<UserPrincipal> {
    const viewer = principalOf(claims, await session);
    if (!(await viewed.get(claims.accountId))) throw accountClosed();
    return viewer;
  }

  function readClaims(token: string): Claims {
    const known = verified.get(token);
    const claims = known ?? readAccessToken(ctx.config, token);
    if (!claims || claims.exp * 1000 <= Date.now()) {
      verified.delete(token);
      throw new AppError('unauthenticated');
    }
    if (!known) verified.set(token, claims);
    return claims;
  }
}

/** Whoever holds the token knew the account, so may know what became of it. */
function accountClosed(): AppError {
  return new AppError('unauthenticated', { detail: 'The account is closed' });
}

function principalOf(claims: Claims, session: RememberedSession | undefined): UserPrincipal {
  const { act } = claims;
  if (session?.principal.userId !== (act?.sub ?? claims.sub) || session.expiresAtMs <= Date.now()) {
    throw new AppError('unauthenticated');
  }
  if (!act) return session.principal;
  if (session.principal.role !== 'admin') throw new AppError('unauthenticated');
  const { sub: userId, accountId, sessionId, exp } = claims;
  const viewer = { userId: act.sub, untilMs: exp * 1000 };
  return { kind: 'user', userId, accountId, role: 'user', sessionId, viewer };
}
