import jwt from 'jsonwebtoken';
import { z } from 'zod';
import type { Config } from '../../config.ts';
import type { UserPrincipal } from '../../http/access/principal.ts';
import { newId } from '../../lib/ids.ts';
import { invariant } from '../../lib/invariant.ts';

const lifetimeSeconds = 15 * 60;
const algorithm = 'HS256';
const issuer = 'meterstone';

const Claims = z.object({
  sub: z.uuid(),
  jti: z.uuid(),
  exp: z.int(),
  sessionId: z.uuid(),
  accountId: z.uuid(),
  role: z.enum(['user', 'admin']),
  /** RFC 8693: who acts for the subject, here by looking. The session is theirs. */
  act: z.object({ sub: z.uuid() }).optional(),
});

/** What an access token says. The role is a hint for clients: the server asks its database. */
export type Claims = z.infer<typeof Claims>;

/** A signed token for 15 minutes; it stops working earlier when its session ends. */
export function issueAccessToken(config: Config, principal: Omit<UserPrincipal, 'kind'>): string {
  const { userId, sessionId, accountId, role } = principal;
  return jwt.sign({ sessionId, accountId, role }, secretOf(config), {
    algorithm,
    issuer,
    audience: issuer,
    subject: userId,
    jwtid: newId(),
    expiresIn: lifetimeSeconds,
  });
}

interface View {
  id: string;
  /** Whose pages. */
  userId: string;
  accountId: string;
  startedAtMs: number;
}

/**
 * A signed token for an admin, by which they read what a person sees. It comes with no refresh token, and ends with
 * the admin's session, role or 15 minutes. The same view gets the same token.
 */
export function issueViewToken(config: Config, admin: Omit<UserPrincipal, 'kind'>, view: View): string {
  const { accountId, userId, id, startedAtMs } = view;
  const iat = Math.floor(startedAtMs / 1000);
  const act = { sub: admin.userId };
  return jwt.sign({ sessionId: admin.sessionId, accountId, role: 'user', act, iat }, secretOf(config), {
    algorithm,
    issuer,
    audience: issuer,
    subject: userId,
    jwtid: id,
    expiresIn: lifetimeSeconds,
  });
}

/** The claims of a token that we signed and that has not expired. Whether its session lives is not asked here. */
export function readAccessToken(config: Config, token: string): Claims | undefined {
  const secret = secretOf(config);
  let payload: unknown;
  try {
    payload = jwt.verify(token, secret, { algorithms: [algorithm], issuer, audience: issuer });
  } catch {
    // Forged, expired or garbage: the library throws for each, and a caller is told the same of all.
    return undefined;
  }
  return Claims.safeParse(payload).data;
}

function secretOf(config: Config): string {
  const secret = config.secrets.jwt;
  invariant(secret && secret.length >= 32, 'boot provides a JWT secret of at least 32 characters');
  return secret;
}
