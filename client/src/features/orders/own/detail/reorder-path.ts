import type { Order } from '@meterstone/server/contract/orders';
import { checkoutPath, paths } from '../../../../paths.ts';

/** Where the same is bought again, at today's price. */
export function reorderPath({ items, currency }: Order): string {
  const [item] = items;
  if (!item) return paths.plans;
  return item.productKind === 'package'
    ? checkoutPath({ package: item.code, currency })
    : checkoutPath({ plan: item.code, interval: item.interval ?? undefined, currency });
}
