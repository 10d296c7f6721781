import type { Context } from '../db/context.ts';
import type { Database } from '../db/pool.ts';
import type { Tx } from '../db/transaction.ts';
import { AppError } from '../lib/app-error.ts';
import { newId } from '../lib/ids.ts';
import { invariant } from '../lib/invariant.ts';
import { issueAccessToken, readAccessToken } from './access-token.ts';
import type { SignedIn } from './contract.ts';
import { limitsOf } from './limits.ts';
import { findMe } from './queries.ts';
import type { RefreshToken } from './refresh-cookie.ts';
import { withRevocation } from './revocation.ts';
import { hashSecret, newSecret } from './secrets.ts';
import type { IdentityContext } from './service.ts';
import {
  findLiveSession,
  findTokenSession,
  insertRefreshToken,
  insertSession,
  revokeSession,
  spendRefreshToken,
} from './session-queries.ts';

const sessionMs = 30 * 24 * 60 * 60 * 1000;

/** What a sign-in hands out: the answer's data, and the refresh token for its cookie. */
export interface SignInResult {
  signedIn: SignedIn;
  refresh: RefreshToken;
}

/** A new session of 30 days, counted from now however often it is refreshed, with its first tokens. */
export async function startSession(
  ctx: Pick<Context, 'config'>,
  tx: Tx,
  userId: string,
): Promise<SignInResult> {
  const session = { id: newId(), userId, expiresAt: new Date(Date.now() + sessionMs) };
  await insertSession(tx, session);
  return issueTokens(ctx, tx, userId, session.id, session.expiresAt);
}

/**
 * Exchanges a refresh token for the next one and an access token; each works once. One that comes back was stolen
 * or is being guessed at, so it ends its session for whoever holds it. Errors: `unauthenticated`, `rate_limited`.
 */
export async function refreshSession(
  ctx: IdentityContext,
  { token, ip }: { token: string | undefined; ip: string },
): Promise<SignInResult> {
  await limitsOf(ctx).refresh.count(ip);
  if (token === undefined) throw new AppError('unauthenticated');
  const tokenHash = hashSecret(token);

  // The refusal is a value: thrown inside, it would roll the revocation back.
  const { tokens, reusedSessionId } = await withRevocation<RefreshOutcome>(ctx, 'session', async (tx) => {
    const sessionId = await spendRefreshToken(tx, tokenHash);
    if (sessionId === undefined) {
      const reused = await endReused(tx, tokenHash);
      return { ended: reused === undefined ? [] : [reused], result: { reusedSessionId: reused } };
    }
    const session = await findLiveSession(tx, sessionId);
    if (!session) return { ended: [], result: {} };
    const next = await issueTokens(ctx, tx, session.userId, sessionId, session.expiresAt);
    return { ended: [], result: { tokens: next } };
  });

  if (reusedSessionId)
    ctx.logger.warn({ sessionId: reusedSessionId, ip }, 'a refresh token came back: session revoked');
  if (!tokens) throw new AppError('unauthenticated');
  return tokens;
}

interface RefreshOutcome {
  tokens?: SignInResult;
  reusedSessionId?: string | undefined;
}

/** Ends the session of a spent token; its id where it was still alive. */
async function endReused(tx: Tx, tokenHash: Buffer): Promise<string | undefined> {
  const sessionId = await findTokenSession(tx, tokenHash);
  const ended = sessionId !== undefined && (await revokeSession(tx, sessionId, 'refresh_token_reused'));
  return ended ? sessionId : undefined;
}

/** Ends the sessions that the request shows tokens of; neither need be fresh, and none at all is fine too. */
export async function signOut(
  ctx: IdentityContext,
  { refreshToken, accessToken }: { refreshToken: string | undefined; accessToken: string | undefined },
): Promise<void> {
  const claims = accessToken === undefined ? undefined : readAccessToken(ctx.config, accessToken);
  await withRevocation(ctx, 'session', async (tx) => {
    const sessionIds = new Set<string>();
    if (claims) sessionIds.add(claims.sessionId);
    const byCookie = await sessionOf(tx, refreshToken);
    if (byCookie !== undefined) sessionIds.add(byCookie);
    const ended: string[] = [];
    // Sorted, so that two sign-outs that share sessions lock them in one order.
    for (const id of [...sessionIds].sort()) if (await revokeSession(tx, id, 'signed_out')) ended.push(id);
    return { ended, result: undefined };
  });
}

async function sessionOf(db: Database, refreshToken: string | undefined): Promise<string | undefined> {
  return refreshToken === undefined ? undefined : findTokenSession(db, hashSecret(refreshToken));
}

async function issueTokens(
  ctx: Pick<Context, 'config'>,
  tx: Tx,
  userId: string,
  sessionId: string,
  expiresAt: Date,
): Promise<SignInResult> {
  const me = await findMe(tx, userId);
  invariant(me, 'each user has an account of their own');
  const token = newSecret();
  await insertRefreshToken(tx, hashSecret(token), sessionId);
  const accessToken = issueAccessToken(ctx.config, {
    userId,
    sessionId,
    accountId: me.account.id,
    role: me.user.role,
  });
  return { signedIn: { ...me, accessToken }, refresh: { token, expiresAt } };
}
