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
