import type { UsageRecord } from '@meterstone/server/contract/metering/records';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { newRecordsQuery, recordsQuery, showNewRecords, type RecordFilter } from '../../../api/metering.ts';
import { useMe } from '../../../api/use-session.ts';
import { ExportButton } from '../../../features/metering/records/export-button.tsx';
import { RecordDrawer } from '../../../features/metering/records/record-drawer.tsx';
import { readRecordFilter } from '../../../features/metering/records/record-filter.ts';
import { RecordFilters } from '../../../features/metering/records/record-filters.tsx';
import { RecordTable, RecordTableSkeleton } from '../../../features/metering/records/record-table.tsx';
import { formatDayTime } from '../../../lib/language/format.ts';
import { paths } from '../../../paths.ts';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { useSending } from '../../../ui/feedback/use-sending.ts';
import { ListPage } from '../../../ui/page/list-page.tsx';
import { withQuery } from '../../../url/with-query.ts';

/** Everything that was counted, as one asks for it. */
export function RecordsPage() {
  const { t } = useTranslation('records');
  const { t: tCommon } = useTranslation();
  const { timeZone } = useMe().account;
  const [query, setQuery] = useSearchParams();
  const addressed = readRecordFilter(query, timeZone);
  const { filter, isWithinDays } = addressed;
  const found = useInfiniteQuery(recordsQuery(filter));
  const change = (changed: Record<string, string | undefined>) =>
    setQuery((before) => withQuery(before, changed), { preventScrollReset: true });
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  return (
    <ListPage
      title={tCommon('nav.records')}
      timeZone={timeZone}
      intro={found.data ? <NewRecords filter={filter} loaded={found.data.pages} /> : t('intro')}
      action={<ExportButton filter={filter} />}
      filters={
        <>
          <RecordFilters addressed={addressed} timeZone={timeZone} onChange={change} />
          {isWithinDays && (
            <Alert
              type="info"
              showIcon
              title={t('exactSpan', {
                from: filter.from === undefined ? '…' : formatDayTime(filter.from, timeZone),
                to: filter.to === undefined ? '…' : formatDayTime(filter.to, timeZone),
              })}
            />
          )}
        </>
      }
      query={found}
      skeleton={<RecordTableSkeleton />}
    >
      {({ pages }) => {
        if (pages[0]?.items.length) {
          return (
            <Records
              pages={pages}
              timeZone={timeZone}
              openId={query.get('record')}
              hasMore={found.hasNextPage}
              isLoadingMore={found.isFetchingNextPage}
              onWantMore={() => void found.fetchNextPage({ cancelRefetch: false })}
              onClose={() => change({ record: undefined })}
            />
          );
        }
        return isFiltered ? (
          <Notice title={t('noneFound')} action={<Link to={paths.records}>{t('showAll')}</Link>} />
        ) : (
          <Notice title={t('none')} text={t('noneText')} />
        );
      }}
    </ListPage>
  );
}

/** `3 new records · Show`; while there is none, what the list is, so that nothing moves. */
function NewRecords({
  filter,
  loaded,
}: {
  filter: RecordFilter;
  loaded: readonly { items: UsageRecord[] }[];
}) {
  const { t } = useTranslation('records');
  const { isSending, send } = useSending();
  const count = useQuery(newRecordsQuery(filter, loaded)).data;
  return (
    <>
      {count === 0 && t('intro')}
      <span role="status">
        {count > 0 && (
          <>
            {t('new', { count })} ·{' '}
            <Button
              size="small"
              type="link"
              loading={isSending}
              onClick={() => send(() => showNewRecords(filter))}
            >
              {t('showNew')}
            </Button>
          </>
        )}
      </span>
    </>
  );
}

interface RecordsProps {
  pages: readonly { items: UsageRecord[] }[];
  timeZone: string;
  openId: string | null;
  hasMore: boolean;
  isLoadingMore: boolean;
  onWantMore: () => void;
  onClose: () => void;
}

function Records({ pages, openId, timeZone, onClose, ...more }: RecordsProps) {
  const records = useMemo(() => pages.flatMap(({ items }) => items), [pages]);
  return (
    <>
      <RecordTable pages={pages} timeZone={timeZone} {...more} />
      <RecordDrawer
        record={openId === null ? undefined : records.find(({ id }) => id === openId)}
        records={records}
        timeZone={timeZone}
        onClose={onClose}
      />
    </>
  );
}
