import type { Context } from '../../base-context.ts';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import { AppError } from '../../lib/app-error.ts';
import { newId } from '../../lib/ids.ts';
import { invariant } from '../../lib/invariant.ts';
import type { IdentityContext } from '../context.ts';
import type { SignedIn } from '../contract.ts';
import { hashSecret, newSalt, newSecret, successorOf } from '../secrets.ts';
import { findMe } from '../users/queries.ts';
import { issueAccessToken, readAccessToken } from './access-token.ts';
import {
  exchangeRefreshToken,
  findLiveSession,
  findTokenSession,
  insertRefreshToken,
  insertSession,
  isOfClosed,
  revokeSession,
} from './queries.ts';
import type { RefreshToken } from './refresh-cookie.ts';
import { withRevocation } from './revocation-messages.ts';

const sessionMs = 30 * 24 * 60 * 60 * 1000;

/** What browsers send is half as long. */
const longestUserAgent = 300;

/** What a sign-in hands out: the answer's data, and the refresh token for its cookie. */
export interface SignInResult {
  signedIn: SignedIn;
  refresh: RefreshToken;
}

/** A new session of 30 days, counted from now however often it is refreshed, with its first tokens. */
export async function startSession(
  ctx: Pick<Context, 'config'>,
  tx: Tx,
  { userId, userAgent }: { userId: string; userAgent: string | undefined },
): Promise<SignInResult> {
  const expiresAt = new Date(Date.now() + sessionMs);
  const session = { id: newId(), userId, expiresAt, userAgent: userAgent?.slice(0, longestUserAgent) };
  await insertSession(tx, session);
  const token = newSecret();
  await insertRefreshToken(tx, hashSecret(token), session.id);
  return handOut(ctx, tx, userId, session.id, { token, expiresAt: session.expiresAt });
}

/**
 * Exchanges a refresh token for the next one and an access token. Whoever lost the answer gets the same next one
 * again, for 30 s and while it was not used; a token that comes back otherwise is in two hands, so it ends its session
 * for whoever holds it. Errors: `unauthenticated`, `account_closed`, `rate_limited`.
 */
export async function refreshSession(
  ctx: IdentityContext,
  { token, ip }: { token: string | undefined; ip: string },
): Promise<SignInResult> {
  await ctx.signInLimits.refresh.count(ip);
  if (token === undefined) throw new AppError('unauthenticated');
  const salt = newSalt();
  const offered = { hash: hashSecret(token), successorHash: hashSecret(successorOf(token, salt)), salt };

  // The refusal is a value: thrown inside, it would roll the revocation back.
  const { tokens, reusedSessionId } = await withRevocation<RefreshOutcome>(ctx, 'session', async (tx) => {
    const exchange = await exchangeRefreshToken(tx, offered);
    if (exchange.sessionId === null) return { ended: [], result: {} };
    if (exchange.salt === null) {
      await revokeSession(tx, exchange.sessionId, 'refresh_token_reused');
      return { ended: [exchange.sessionId], result: { reusedSessionId: exchange.sessionId } };
    }
    const session = await findLiveSession(tx, exchange.sessionId);
    // It may have run out in the last millisecond.
    if (!session) return { ended: [], result: {} };
    const next = { token: successorOf(token, exchange.salt), expiresAt: session.expiresAt };
    return {
      ended: [],
      result: { tokens: await handOut(ctx, tx, session.userId, exchange.sessionId, next) },
    };
  });

  if (reusedSessionId)
    ctx.logger.warn({ sessionId: reusedSessionId, ip }, 'a refresh token came back: session revoked');
  if (tokens) return tokens;
  throw new AppError(
    (await isOfClosed(ctx.db, { tokenHash: offered.hash })) ? 'account_closed' : 'unauthenticated',
  );
}

interface RefreshOutcome {
  tokens?: SignInResult;
  reusedSessionId?: string;
}

/** Ends the sessions that the request shows tokens of; neither need be fresh, and none at all is fine too. */
export async function signOut(
  ctx: IdentityContext,
  { refreshToken, accessToken }: { refreshToken: string | undefined; accessToken: string | undefined },
): Promise<void> {
  const claims = accessToken === undefined ? undefined : readAccessToken(ctx.config, accessToken);
  await withRevocation(ctx, 'session', async (tx) => {
    const sessionIds = new Set<string>();
    // Who only looked at somebody's pages leaves these, not the admin's.
    if (claims && !claims.act) sessionIds.add(claims.sessionId);
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

/** The refresh token, which the session has already, with an access token and whose they are. */
async function handOut(
  ctx: Pick<Context, 'config'>,
  tx: Tx,
  userId: string,
  sessionId: string,
  refresh: RefreshToken,
): Promise<SignInResult> {
  const me = await findMe(tx, userId);
  invariant(me, 'each user has an account of their own');
  const accessToken = issueAccessToken(ctx.config, {
    userId,
    sessionId,
    accountId: me.account.id,
    role: me.user.role,
  });
  return { signedIn: { ...me, accessToken }, refresh };
}
