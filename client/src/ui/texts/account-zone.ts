import { createContext, useContext } from 'react';
import { zoneOfBrowser } from '../../lib/time/time-zone.ts';

/** The zone of the account that is signed in; what stands around its pages says it. */
export const AccountZone = createContext<string | undefined>(undefined);

/** The reader's zone: that of the account, and before anybody has signed in, that of the browser. */
export function useReadersZone(): string {
  return useContext(AccountZone) ?? zoneOfBrowser();
}
