import { withTransaction } from '../../db/transaction.ts';
import type { Principal } from '../../http/access/principal.ts';
import { versionFromIfMatch } from '../../http/entity-tag.ts';
import { actorOf, writeAudit } from '../../identity/service.ts';
import type { CreditsContext } from '../context.ts';
import type { PriceList, PricesBody } from './contract.ts';
import { selectPriceList, setPrices } from './queries.ts';

/**
 * Puts a list of prices in the place of the one there is; uses under way are priced by the one or the other. Audited,
 * and what changed goes to the history. Of several callers who saw one version one wins. As of `at`, or now.
 * Returns the list.
 * Errors: `version_conflict` with `currentVersion`, `invalid_input` at `If-Match`.
 */
export async function replacePrices(
  ctx: CreditsContext,
  principal: Principal,
  {
    requestId,
    ifMatch,
    at,
    ...body
  }: PricesBody & { requestId: string; ifMatch: string | undefined; at?: Date },
): Promise<PriceList> {
  const expectedVersion = versionFromIfMatch(ifMatch);
  return withTransaction(ctx, async (tx) => {
    await setPrices(tx, body, await actorOf(tx, principal), { expectedVersion, at });
    await writeAudit(tx, principal, {
      action: 'credit_prices.set',
      reason: body.reason,
      details: { actions: body.prices.length },
      requestId,
      at,
    });
    return selectPriceList(tx);
  });
}
