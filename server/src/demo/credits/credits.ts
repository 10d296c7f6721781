import type { CreditsContext } from '../../credits/context.ts';
import { grantWithin } from '../../credits/grants/service.ts';
import { createPackage } from '../../credits/packages/publishing.ts';
import { selectPrices } from '../../credits/prices/queries.ts';
import { replacePrices } from '../../credits/prices/service.ts';
import { reserve } from '../../credits/reservations/queries.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Principal } from '../../http/access/principal.ts';
import { openedDaysAgo } from '../catalog-content.ts';
import { daysBefore } from '../days-before.ts';
import { inBoth } from '../in-both.ts';
import { packages, prices } from './content.ts';

const requestId = 'demo';
/** As long as a hold may last, to be seen by whoever looks in within the day. */
const holdSeconds = 86_400;

/**
 * Makes the price list and the packages, as an admin would, long before anybody came. A second call makes only what is
 * missing.
 */
export async function seedCreditCatalog(ctx: CreditsContext, admin: Principal, now: Date): Promise<void> {
  const at = daysBefore(now, openedDaysAgo);
  if ((await selectPrices(ctx.db)).length === 0) {
    await replacePrices(ctx, admin, { prices, ifMatch: '"1"', requestId, at });
  }
  for (const body of packages) {
    await createPackage(ctx, admin, { body, idempotencyKey: `demo-package-${body.code}`, requestId, at });
  }
}

/** Credits that an admin gives today. */
export async function giveCredits(tx: Tx, admin: Principal, accountId: string): Promise<void> {
  await grantWithin(tx, admin, {
    accountId,
    amount: 100,
    reason: inBoth('For today’s outage of long reads.', '补偿今天深度长文的中断。'),
    sourceId: 'demo',
    requestId,
  });
}

/** A long read that is being written: its price is held at this moment. */
export async function holdForLongRead(tx: Tx, accountId: string): Promise<void> {
  await reserve(tx, {
    accountId,
    amount: undefined,
    action: 'long_read',
    referenceId: 'long-read-244',
    ttlSeconds: holdSeconds,
    key: undefined,
  });
}
