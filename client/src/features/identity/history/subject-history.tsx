import type { AuditEntry, AuditSubject } from '@meterstone/server/contract/identity';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { auditQuery } from '../../../api/identity.ts';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { ListLine, PagedList } from '../../../ui/tables/paged-list.tsx';
import { Sentence } from '../../../ui/texts/sentence.tsx';
import { RelativeTime } from '../../../ui/texts/times.tsx';
import { useSubjectText } from './use-subject-text.ts';

const pageSize = 20;

/** The first page, as it is opened. */
function subjectHistoryQuery(about: AuditSubject, page = 1) {
  return auditQuery({ about, limit: pageSize, offset: (page - 1) * pageSize });
}

interface SubjectHistoryProps {
  about: AuditSubject;
  timeZone: string;
}

/** What was done to features, or to API keys, by whom, when and why; of those that are gone, too. Newest first. */
export function SubjectHistory({ about, timeZone }: SubjectHistoryProps) {
  const { t } = useTranslation('history');
  const [page, setPage] = useState(1);
  const textOf = useSubjectText();
  const line = (entry: AuditEntry) => (
    <ListLine time={<RelativeTime at={entry.at} timeZone={timeZone} />}>
      <Sentence text={textOf(entry)} />
      {entry.reason !== null && <q>{entry.reason}</q>}
    </ListLine>
  );
  return (
    <PagedList
      query={useQuery(subjectHistoryQuery(about, page))}
      page={page}
      pageSize={pageSize}
      empty={<Notice title={t('empty.title')} text={t(`subject.none.${about}`)} />}
      onPage={setPage}
    >
      {line}
    </PagedList>
  );
}
