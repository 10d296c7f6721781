import { mostAccounts } from '@meterstone/server/contract/metering/plan-changes';
import { useState } from 'react';
import type { MeantAccounts, MeantFilter } from '../../../api/admin-accounts.ts';

/** Which accounts of a list are chosen: some one by one, on whatever page, or all that the filter finds. */
export interface Chosen {
  count: number;
  isAll: boolean;
  /** More than one act may change. */
  isTooMany: boolean;
  ids: readonly string[];
  meant: MeantAccounts;
  choose: (ids: readonly string[]) => void;
  chooseAll: () => void;
  clear: () => void;
}

/** Those chosen one by one stay chosen under other filters; all of a filter are chosen while that is the filter. */
export function useChosen(filter: MeantFilter, total: number): Chosen {
  const [ids, setIds] = useState<readonly string[]>([]);
  const [allOf, setAllOf] = useState<string>();
  const present = JSON.stringify(filter);
  const isAll = allOf === present;
  return {
    count: isAll ? Math.min(total, mostAccounts) : ids.length,
    isAll,
    isTooMany: !isAll && ids.length > mostAccounts,
    ids,
    meant: isAll ? { filter } : { accountIds: ids },
    choose: setIds,
    chooseAll: () => setAllOf(present),
    clear: () => {
      setIds([]);
      setAllOf(undefined);
    },
  };
}
