import { Table, type TableProps } from 'antd';
import type { ReactNode } from 'react';
import { useTableSize } from './density-switch.tsx';

export interface PagedTableProps<Row extends { id: string }> extends Pick<
  TableProps<Row>,
  'columns' | 'onRow' | 'rowSelection' | 'className'
> {
  /** The rows of this page, and how many there are on all. */
  rows: Row[];
  total: number;
  /** From 1. */
  page: number;
  pageSize: number;
  /** The rows are still those of the page before. */
  isLoading: boolean;
  /** Said where there are none. */
  empty: ReactNode;
  onPage: (page: number) => void;
}

/** What a page gives to its table; the columns are the table's own. */
export type PageOfRows<Row extends { id: string }> = Omit<
  PagedTableProps<Row>,
  'columns' | 'onRow' | 'rowSelection' | 'className'
>;

/** Height of the app's header, below which heads of tables come to rest. */
const headerPx = 56;

/** A list that is fetched page by page, its head always in sight. */
export function PagedTable<Row extends { id: string }>({
  rows,
  total,
  page,
  pageSize,
  isLoading,
  empty,
  onPage,
  ...table
}: PagedTableProps<Row>) {
  const size = useTableSize();
  if (total === 0) return empty;
  return (
    <Table<Row>
      {...table}
      size={size}
      rowKey="id"
      dataSource={rows}
      loading={isLoading}
      sticky={{ offsetHeader: headerPx }}
      pagination={{
        current: page,
        pageSize,
        total,
        onChange: onPage,
        showSizeChanger: false,
        hideOnSinglePage: true,
      }}
    />
  );
}
