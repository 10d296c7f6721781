import { AccountQuotaList } from './accounts/account-quota-list.tsx';
import { AccountAlerts } from './alerts/account-alerts.tsx';
import { AccountRecords } from './records/account-records.tsx';

/** What metering shows of an account to an admin. */
export const meteringAccountTabs = [
  { id: 'quotas', Content: AccountQuotaList },
  { id: 'records', Content: AccountRecords },
  { id: 'alerts', Content: AccountAlerts },
] as const;
