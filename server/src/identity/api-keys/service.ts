import type { Principal } from '../../http/access/principal.ts';
import { actOnce, senderOf } from '../../http/idempotency.ts';
import { AppError } from '../../lib/app-error.ts';
import { newId } from '../../lib/ids.ts';
import { invariant } from '../../lib/invariant.ts';
import { writeAudit } from '../audit/service.ts';
import type { IdentityContext } from '../context.ts';
import type { ApiKey, CreateApiKeyBody, CreatedApiKey } from '../contract.ts';
import { hashSecret, newSecret } from '../secrets.ts';
import { withRevocation } from '../sessions/revocation-messages.ts';
import { holdAdmin } from '../users/queries.ts';
import { findApiKey, insertApiKey, revokeKey, listApiKeyRows } from './queries.ts';
import { apiKeyPrefix } from './reader.ts';

/** `msk_` and six characters: enough to tell keys apart, 36 of 256 bits. */
const shownLength = apiKeyPrefix.length + 6;

interface CreateOptions {
  idempotencyKey: string | undefined;
  requestId: string;
}

/**
 * A new key; this is the only time it can be seen. Only its hash is kept, so a repeated `Idempotency-Key` makes no
 * second key and cannot show the first: `conflict`, naming the `id` to revoke if its answer was lost.
 * Errors: `unauthenticated` where the person closes their account at this moment, which revokes the keys that it finds.
 */
export async function createApiKey(
  ctx: IdentityContext,
  principal: Principal,
  input: CreateApiKeyBody,
  { idempotencyKey, requestId }: CreateOptions,
): Promise<CreatedApiKey> {
  invariant(principal.kind === 'user', 'the policy of this route lets people in only');
  const key = apiKeyPrefix + newSecret();
  const { result, replayed } = await actOnce(
    ctx,
    { owner: senderOf(principal), key: idempotencyKey, operation: 'api-keys.create', content: input },
    async (tx) => {
      if (!(await holdAdmin(tx, principal.userId))) throw new AppError('unauthenticated');
      const created = await insertApiKey(tx, {
        ...input,
        id: newId(),
        prefix: key.slice(0, shownLength),
        keyHash: hashSecret(key),
        createdBy: principal.userId,
      });
      invariant(created, 'an insert returns its row');
      const { id, name, scopes } = created;
      await writeAudit(tx, principal, {
        action: 'api_key.created',
        target: id,
        details: { name, scopes },
        requestId,
      });
      return created;
    },
  );
  if (replayed) {
    throw new AppError('conflict', {
      detail: `The API key ${result.id} was created by this Idempotency-Key; it is shown once only`,
      meta: { id: result.id },
    });
  }
  return { ...result, key };
}

/** All keys, revoked ones too, newest first. */
export function listApiKeys(
  ctx: IdentityContext,
  page: { limit: number; offset: number },
): Promise<{ apiKeys: ApiKey[]; total: number }> {
  return listApiKeyRows(ctx.db, page);
}

/** The key stops working; revoking it again changes nothing. Errors: `not_found`. */
export async function revokeApiKey(
  ctx: IdentityContext,
  principal: Principal,
  { id, reason, requestId }: { id: string; reason?: string | undefined; requestId: string },
): Promise<ApiKey> {
  return withRevocation(ctx, 'apiKey', async (tx) => {
    const ended = (await revokeKey(tx, id)) ? [id] : [];
    const apiKey = await findApiKey(tx, id);
    if (!apiKey) throw new AppError('not_found', { detail: 'There is no such API key' });
    if (ended.length > 0) {
      await writeAudit(tx, principal, {
        action: 'api_key.revoked',
        target: id,
        reason,
        details: { name: apiKey.name },
        requestId,
      });
    }
    return { ended, result: apiKey };
  });
}
