import type { UsageRecord } from '@meterstone/server/contract/metering/records';
import { Table } from 'antd';
import { useEffect, useRef } from 'react';
import { WhileNear } from '../../../ui/page/while-near.tsx';
import { RecordCount } from './record-count.tsx';
import { useRecordColumns } from './use-record-columns.tsx';

export interface RecordTableProps {
  /** As they were fetched, newest first. */
  pages: readonly { items: UsageRecord[] }[];
  timeZone: string;
  hasMore: boolean;
  isLoadingMore: boolean;
  onWantMore: () => void;
}

/** So near the end, in pixels, the next page is asked for: nobody should arrive there first. */
export const nearEnd = 1_500;

/** Records that scroll with the page; those fetched together come and go together. */
export function RecordPages({ pages, timeZone, hasMore, isLoadingMore, onWantMore }: RecordTableProps) {
  const columns = useRecordColumns(timeZone);
  const end = useRef<HTMLDivElement>(null);
  const wantsMore = hasMore && !isLoadingMore;
  useEffect(() => {
    if (!end.current || !wantsMore) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) onWantMore();
      },
      { rootMargin: `${nearEnd}px` },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [wantsMore, onWantMore]);
  return (
    <div>
      {pages.map(({ items }, index) => (
        // Their order is that of time, and none goes but with all behind it.
        <WhileNear key={index} margin={nearEnd}>
          <Table<UsageRecord>
            size="middle"
            rowKey="id"
            tableLayout="fixed"
            columns={columns}
            dataSource={items}
            pagination={false}
            showHeader={index === 0}
          />
        </WhileNear>
      ))}
      <div ref={end}>
        <RecordCount
          count={pages.reduce((sum, { items }) => sum + items.length, 0)}
          hasMore={hasMore}
          isLoadingMore={isLoadingMore}
        />
      </div>
    </div>
  );
}
