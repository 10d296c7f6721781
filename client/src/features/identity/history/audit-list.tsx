import type { AuditEntry } from '@meterstone/server/contract/identity';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { auditQuery } from '../../../api/identity.ts';
import { ListLine, PagedList } from '../../../ui/tables/paged-list.tsx';
import { Sentence } from '../../../ui/texts/sentence.tsx';
import { RelativeTime } from '../../../ui/texts/times.tsx';

const pageSize = 20;

interface AuditListProps {
  /** Of which account, or about what. */
  filter: Omit<Parameters<typeof auditQuery>[0], 'limit' | 'offset'>;
  textOf: (entry: AuditEntry) => string;
  timeZone: string;
  /** Said where nothing was done. */
  empty: ReactNode;
}

/** Who did what, when and why; newest first. */
export function AuditList({ filter, textOf, timeZone, empty }: AuditListProps) {
  const [page, setPage] = useState(1);
  const audit = useQuery(auditQuery({ ...filter, limit: pageSize, offset: (page - 1) * pageSize }));
  return (
    <PagedList query={audit} page={page} pageSize={pageSize} empty={empty} onPage={setPage}>
      {(entry) => (
        <ListLine time={<RelativeTime at={entry.at} timeZone={timeZone} />} reason={entry.reason}>
          <Sentence text={textOf(entry)} />
        </ListLine>
      )}
    </PagedList>
  );
}
