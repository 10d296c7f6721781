import type { AccountDetail } from '@meterstone/server/contract/metering/accounts';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { AuditList } from './audit-list.tsx';
import { useAuditText } from './use-audit-text.ts';

/** Who did what to the account, when and why; newest first. */
export function AccountHistory({ account: { id, timeZone } }: { account: AccountDetail }) {
  const { t } = useTranslation('accounts');
  return (
    <AuditList
      filter={{ accountId: id }}
      textOf={useAuditText(timeZone)}
      timeZone={timeZone}
      empty={<Notice title={t('history.none')} text={t('history.noneText')} />}
    />
  );
}
