import type { AuditSubject } from '@meterstone/server/contract/identity';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { AuditList } from './audit-list.tsx';
import { useSubjectText } from './use-subject-text.ts';

interface SubjectHistoryProps {
  about: AuditSubject;
  timeZone: string;
}

/** What was done to features, or to API keys, by whom, when and why; of those that are gone, too. Newest first. */
export function SubjectHistory({ about, timeZone }: SubjectHistoryProps) {
  const { t } = useTranslation('history');
  return (
    <AuditList
      filter={{ about }}
      textOf={useSubjectText()}
      timeZone={timeZone}
      empty={<Notice title={t('empty.title')} text={t(`subject.none.${about}`)} />}
    />
  );
}
