import type { Context } from '../base-context.ts';
import type { Authenticate } from '../http/handler.ts';
import { apiKeyPrefix, createApiKeyReader } from './api-keys/reader.ts';
import { createAccessTokenReader } from './sessions/access-token-reader.ts';

/**
 * Tells who sends a bearer token, by access token or API key. Call once a node: it listens to the bus for what was
 * revoked, forgets it and cuts its sockets off. Errors: `unauthenticated`; `unavailable` while the database is away.
 */
export function createAuthenticate(
  ctx: Pick<Context, 'config' | 'db' | 'bus' | 'live' | 'logger'>,
): Authenticate {
  const byAccessToken = createAccessTokenReader(ctx);
  const byApiKey = createApiKeyReader(ctx);
  return (token) => (token.startsWith(apiKeyPrefix) ? byApiKey(token) : byAccessToken(token));
}
