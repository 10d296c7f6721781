import { AccountCredits } from './account-credits.tsx';

/** What credits shows of an account to an admin. */
export const creditsAccountTabs = [{ id: 'credits', Content: AccountCredits }] as const;
