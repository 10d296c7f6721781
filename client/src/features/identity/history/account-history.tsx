import type { AccountDetail } from '@meterstone/server/contract/metering/accounts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { auditQuery } from '../../../api/identity.ts';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { ListLine, PagedList } from '../../../ui/tables/paged-list.tsx';
import { Sentence } from '../../../ui/texts/sentence.tsx';
import { RelativeTime } from '../../../ui/texts/times.tsx';
import { useAuditText } from './use-audit-text.ts';

const pageSize = 20;

/** Who did what to the account, when and why; newest first. */
export function AccountHistory({ account }: { account: AccountDetail }) {
  const { t } = useTranslation('accounts');
  const auditText = useAuditText(account.timeZone);
  const [page, setPage] = useState(1);
  const audit = useQuery(
    auditQuery({ accountId: account.id, limit: pageSize, offset: (page - 1) * pageSize }),
  );
  return (
    <PagedList
      query={audit}
      page={page}
      pageSize={pageSize}
      empty={<Notice title={t('history.none')} text={t('history.noneText')} />}
      onPage={setPage}
    >
      {(entry) => (
        <ListLine time={<RelativeTime at={entry.at} timeZone={account.timeZone} />}>
          <Sentence text={auditText(entry)} />
          {entry.reason !== null && <q>{entry.reason}</q>}
        </ListLine>
      )}
    </PagedList>
  );
}
