import { LRUCache } from 'lru-cache';
import type { Context } from '../../base-context.ts';
import { createLoadingCache } from '../../cache/loading-cache.ts';
import type { UserPrincipal } from '../../http/access/principal.ts';
import type { Authenticate } from '../../http/handler.ts';
import { AppError } from '../../lib/app-error.ts';
import { readAccessToken, type Claims } from './access-token.ts';
import { findLiveSession } from './queries.ts';
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
      if (!session) return undefined;
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

  return (token) => {
    const claims = readClaims(token);
    const session = sessions.get(claims.sessionId);
    return session instanceof Promise
      ? session.then((found) => principalOf(claims, found))
      : principalOf(claims, session);
  };

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
