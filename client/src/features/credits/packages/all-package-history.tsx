import type { PackageHistoryEntry } from '@meterstone/server/contract/credits/packages';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { packageHistoryQuery, packageListQuery } from '../../../api/credits/packages.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { ListLine, PagedList } from '../../../ui/tables/paged-list.tsx';
import { Sentence, stressed } from '../../../ui/texts/sentence.tsx';
import { RelativeTime } from '../../../ui/texts/times.tsx';

const pageSize = 20;

/** Who changed which package, when and why; of those that are gone, too. Newest first. */
export function AllPackageHistory({ timeZone }: { timeZone: string }) {
  const { t, i18n } = useTranslation('packages');
  const { t: history } = useTranslation('history');
  const [page, setPage] = useState(1);
  const { data: packages } = useQuery(packageListQuery);
  const changes = useQuery(packageHistoryQuery({ limit: pageSize, offset: (page - 1) * pageSize }));
  const nameOf = ({ packageId, packageCode }: PackageHistoryEntry) => {
    const item = packages?.find(({ id }) => id === packageId);
    return stressed(item ? inLanguage(item.name, i18n.language) : packageCode);
  };
  return (
    <PagedList
      query={changes}
      page={page}
      pageSize={pageSize}
      empty={<Notice title={history('empty.title')} text={t('history.all.none')} />}
      onPage={setPage}
    >
      {(entry) => (
        <ListLine time={<RelativeTime at={entry.at} timeZone={timeZone} />} reason={entry.reason}>
          <Sentence
            text={t(`history.all.${entry.action}`, {
              actor: entry.actor.name,
              package: nameOf(entry),
              version: entry.version,
            })}
          />
        </ListLine>
      )}
    </PagedList>
  );
}
