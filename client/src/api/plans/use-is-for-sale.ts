import type { Plan } from '@meterstone/server/contract/catalog';
import { useQuery } from '@tanstack/react-query';
import { overviewQuery } from '../metering.ts';

/**
 * Whether the reader could buy a plan now: it has a price and is not theirs, and no time that they have paid for runs,
 * beside which nothing is sold. Undefined before that is known, and where it could not be asked.
 */
export function useIsForSale(): ((plan: Plan) => boolean) | undefined {
  const overview = useQuery(overviewQuery).data;
  if (!overview) return undefined;
  const { plan: present, subscription } = overview;
  const mayBuy = (subscription?.bought ?? null) === null;
  return ({ code, prices }) => mayBuy && prices.length > 0 && code !== present?.code;
}
