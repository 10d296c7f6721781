import { AccountHistory } from './history/account-history.tsx';

/** What identity shows of an account to an admin. */
export const identityAccountTabs = [{ id: 'history', Content: AccountHistory }] as const;
