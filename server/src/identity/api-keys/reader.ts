import type { Context } from '../../base-context.ts';
import { createLoadingCache } from '../../cache/loading-cache.ts';
import type { ApiKeyPrincipal } from '../../http/access/principal.ts';
import type { Authenticate } from '../../http/handler.ts';
import { AppError } from '../../lib/app-error.ts';
import { hintsMissed } from '../../realtime/bus.ts';
import { hashSecret } from '../secrets.ts';
import { onRevoked } from '../sessions/revocation-messages.ts';
import { findWorkingApiKey } from './queries.ts';
import { createUseRecorder } from './uses.ts';

export const apiKeyPrefix = 'msk_';

const wellFormed = /^msk_[A-Za-z0-9_-]{43}$/;

/** How long a revoked key may work on a node that the news does not reach. */
const keyTtlMs = 10_000;

/** Tells which API key a token is. Answers at once while it remembers: ten seconds, or until the key is revoked. */
export function createApiKeyReader(
  ctx: Pick<Context, 'db' | 'bus' | 'logger'>,
): (token: string) => ReturnType<Authenticate> {
  const recordUse = createUseRecorder(ctx);
  const keys = createLoadingCache<ApiKeyPrincipal>({
    max: 10_000,
    ttlMs: keyTtlMs,
    load: async (token) => {
      const key = await findWorkingApiKey(ctx.db, hashSecret(token));
      return key && { kind: 'apiKey', apiKeyId: key.id, scopes: new Set(key.scopes) };
    },
  });
  onRevoked(ctx, 'apiKey', (id) => {
    keys.forgetWhere((key) => key.apiKeyId === id);
  });
  ctx.bus.on(hintsMissed, () => {
    keys.forgetWhere(() => true);
  });

  function accept(key: ApiKeyPrincipal | undefined): ApiKeyPrincipal {
    if (!key) throw new AppError('unauthenticated');
    recordUse(key.apiKeyId);
    return key;
  }

  return (token) => {
    if (!wellFormed.test(token)) throw new AppError('unauthenticated');
    const key = keys.get(token);
    return key instanceof Promise ? key.then(accept) : accept(key);
  };
}
