import type { UsageRecord } from '@meterstone/server/contract/metering/records';
import { Skeleton, Table, Tag, type TableColumnsType } from 'antd';
import { useLayoutEffect, useMemo, useRef, useState, type UIEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { usePublicFeatureName } from '../../../api/use-catalog-names.ts';
import { formatNumber } from '../../../lib/language/format.ts';
import { DayTime } from '../../../ui/texts/times.tsx';
import { withQuery } from '../../../url/with-query.ts';
import styles from './record-table.module.css';

interface RecordTableProps {
  records: UsageRecord[];
  timeZone: string;
  hasMore: boolean;
  isLoadingMore: boolean;
  onWantMore: () => void;
}

/** In pixels: what fits a phone. */
const narrowest = 340;

/** So near the end, in pixels, the next page is asked for: nobody should arrive there first. */
const nearEnd = 1_500;

/** Any number of records: only those in view are in the page. */
export function RecordTable({ records, timeZone, hasMore, isLoadingMore, onWantMore }: RecordTableProps) {
  const { t } = useTranslation('records');
  const columns = useColumns(timeZone);
  const { frame, height } = useHeightToBottom();
  const follow = ({ currentTarget: { scrollTop, scrollHeight, clientHeight } }: UIEvent<HTMLElement>) => {
    const isNear = scrollHeight - scrollTop - clientHeight < nearEnd;
    if (isNear && hasMore && !isLoadingMore) onWantMore();
  };
  return (
    <div ref={frame}>
      <Table<UsageRecord>
        virtual
        size="middle"
        rowKey="id"
        columns={columns}
        dataSource={records}
        pagination={false}
        scroll={{ x: narrowest, y: height }}
        onScroll={follow}
      />
      <p role="status" className={`${styles['count']} number`}>
        {t(hasMore ? 'countMore' : 'countAll', {
          count: records.length,
          shown: formatNumber(records.length),
        })}
        {isLoadingMore && ` · ${t('loadingMore')}`}
      </p>
    </div>
  );
}

/** On phones feature and time share a column; kind is in the details. */
function useColumns(timeZone: string): TableColumnsType<UsageRecord> {
  const { t } = useTranslation('records');
  const { t: tCommon } = useTranslation();
  const nameOf = usePublicFeatureName();
  return useMemo(
    () => [
      {
        title: `${t('feature')} · ${t('occurredAt')}`,
        width: 158,
        responsive: ['xs'],
        render: (_, { occurredAt, featureCode }) => (
          <>
            <div>{nameOf(featureCode)}</div>
            <span className="quiet">
              <DayTime at={occurredAt} timeZone={timeZone} />
            </span>
          </>
        ),
      },
      {
        title: t('occurredAt'),
        width: 130,
        responsive: ['sm'],
        render: (_, { occurredAt }) => <DayTime at={occurredAt} timeZone={timeZone} />,
      },
      {
        title: t('feature'),
        width: 150,
        ellipsis: true,
        responsive: ['sm'],
        render: (_, { featureCode }) => nameOf(featureCode),
      },
      {
        title: t('kindLabel'),
        width: 170,
        responsive: ['sm'],
        render: (_, record) => <Kind record={record} />,
      },
      {
        title: t('amount'),
        width: 124,
        align: 'right',
        render: (_, { amount }) => <span className="number">{formatNumber(amount)}</span>,
      },
      {
        title: <span className="only-for-screen-readers">{tCommon('details')}</span>,
        width: 76,
        align: 'right',
        className: styles['last'] ?? '',
        render: (_, { id }) => <DetailsLink id={id} />,
      },
    ],
    [t, tCommon, nameOf, timeZone],
  );
}

/** Opens the drawer, which the address holds. */
function DetailsLink({ id }: { id: string }) {
  const { t } = useTranslation();
  const [query] = useSearchParams();
  return (
    <Link to={{ search: withQuery(query, { record: id }).toString() }} preventScrollReset>
      {t('details')}
    </Link>
  );
}

/** What was done, and what became of it. */
function Kind({ record: { kind, late, voided } }: { record: UsageRecord }) {
  const { t } = useTranslation('records');
  return (
    <>
      {t(`kind.${kind}`)} {late && <Tag>{t('late')}</Tag>}
      {voided && <Tag>{t('voided')}</Tag>}
    </>
  );
}

/** Pixels: the least height, the table's head, and what stands below the table. */
const [shortest, head, below] = [420, 47, 120];

/** How high the table's body may be so that the page itself need not scroll. */
function useHeightToBottom() {
  const frame = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(shortest);
  useLayoutEffect(() => {
    const measure = () => {
      const top = (frame.current?.getBoundingClientRect().top ?? 0) + window.scrollY;
      setHeight(Math.max(shortest, window.innerHeight - top - head - below));
    };
    measure();
    window.addEventListener('resize', measure);
    return () => window.removeEventListener('resize', measure);
  }, []);
  return { frame, height };
}

export function RecordTableSkeleton() {
  return <Skeleton active title={false} paragraph={{ rows: 10, width: '100%' }} />;
}
