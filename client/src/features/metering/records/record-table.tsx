import type { UsageRecord } from '@meterstone/server/contract/metering/records';
import { Skeleton, Table } from 'antd';
import { useLayoutEffect, useMemo, useRef, useState, type UIEvent } from 'react';
import { useMedia } from '../../../lib/browser/use-media.ts';
import { RecordCount } from './record-count.tsx';
import { nearEnd, RecordPages, type RecordTableProps } from './record-pages.tsx';
import { useRecordColumns } from './use-record-columns.tsx';

/** Any number of records: only those in view are in the page. A thumb scrolls the page, a wheel the table. */
export function RecordTable(props: RecordTableProps) {
  const isPhone = useMedia('(width < 768px)');
  return isPhone ? <RecordPages {...props} /> : <RecordBox {...props} />;
}

/** In pixels: what fits a phone. */
const narrowest = 340;

function RecordBox({ pages, timeZone, hasMore, isLoadingMore, onWantMore }: RecordTableProps) {
  const columns = useRecordColumns(timeZone);
  const { frame, height } = useHeightToBottom();
  // The table looks at each of ten thousand rows again whenever it is given another list.
  const records = useMemo(() => pages.flatMap(({ items }) => items), [pages]);
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
      <RecordCount count={records.length} hasMore={hasMore} isLoadingMore={isLoadingMore} />
    </div>
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
