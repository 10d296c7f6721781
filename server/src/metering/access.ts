import type { Policy } from '../http/access/policy.ts';
import type { Principal } from '../http/access/principal.ts';
import { resolveAccount } from '../identity/service.ts';
import { AppError } from '../lib/app-error.ts';
import type { MeteringContext } from './context.ts';

/** Who may call the operations on usage, and of which account; the rooms share this. */

export const usageTag = 'Usage';
export const usageReaders = { people: 'user', scope: 'usage:read' } as const satisfies Policy;
/** Of what is the person's to say, such as having seen an alert. */
export const usageMarkers = { people: 'user', scope: 'usage:write' } as const satisfies Policy;
export const usageWriters = { people: 'admin', scope: 'usage:write' } as const satisfies Policy;

/**
 * What was looked for by its id alone. The account is the principal's to name, and what is of another one is not found.
 * Errors: `not_found`.
 */
export async function requireOwned<T extends { accountId: string }>(
  ctx: MeteringContext,
  principal: Principal,
  wanted: { accountId: string | undefined; find: () => Promise<T | undefined>; refusal: string },
): Promise<T> {
  const { accountId, refusal } = wanted;
  const named = accountId === undefined ? undefined : await resolveAccount(ctx, principal, accountId);
  const found = await wanted.find();
  if (!found || (named !== undefined && found.accountId !== named)) {
    throw new AppError('not_found', { detail: refusal });
  }
  return found;
}
