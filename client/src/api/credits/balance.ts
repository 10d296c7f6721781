import { Balance } from '@meterstone/server/contract/credits/balances';
import { queryOptions } from '@tanstack/react-query';
import { call } from '../http/client.ts';
import { creditsKey } from './key.ts';

/** Allowances and expiries come by time alone, without an event: numbers are never older than this. */
const balanceMs = 60_000;

/** What can be spent, and the lots that it comes from. */
export const balanceQuery = queryOptions({
  queryKey: [...creditsKey, 'balance'],
  queryFn: ({ signal }) => call({ path: '/credits/balance', output: Balance, signal }),
  refetchInterval: balanceMs,
});
