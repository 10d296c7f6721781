import { AccountLevel, AccountSort, AccountState } from '@meterstone/server/contract/metering/accounts';
import { pageNumberOf, pageOf } from '../../../url/page-number.ts';

export const pageSize = 20;

/** Which accounts an address asks for, in which order, and which page of them; what makes no sense is left out. */
export function readAddress(query: URLSearchParams) {
  const filter = {
    q: query.get('q') || undefined,
    planCode: query.get('plan') || undefined,
    level: AccountLevel.safeParse(query.get('level')).data,
    state: AccountState.safeParse(query.get('state')).data,
    sort: AccountSort.safeParse(query.get('sort')).data,
  };
  const page = pageNumberOf(query);
  return { filter, page, asked: { ...filter, ...pageOf(page, pageSize) } };
}

export type AddressedAccounts = ReturnType<typeof readAddress>['filter'];
