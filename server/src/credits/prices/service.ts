import { withTransaction } from '../../db/transaction.ts';
import type { Principal } from '../../http/access/principal.ts';
import { actorOf, writeAudit } from '../../identity/service.ts';
import type { CreditsContext } from '../context.ts';
import type { Price, PricesBody } from './contract.ts';
import { selectPrices, setPrices } from './queries.ts';

/**
 * Puts a list of prices in the place of the one there is; uses under way are priced by the one or the other. Audited,
 * and what changed goes to the history. Returns the list.
 */
export async function replacePrices(
  ctx: CreditsContext,
  principal: Principal,
  { requestId, ...body }: PricesBody & { requestId: string },
): Promise<Price[]> {
  return withTransaction(ctx, async (tx) => {
    await setPrices(tx, body, await actorOf(tx, principal));
    await writeAudit(tx, principal, {
      action: 'credit_prices.set',
      reason: body.reason,
      details: { actions: body.prices.length },
      requestId,
    });
    return selectPrices(tx);
  });
}
