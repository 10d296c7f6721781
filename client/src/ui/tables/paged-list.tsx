import { Pagination } from 'antd';
import type { ReactNode } from 'react';
import { QueryView, type Fetched } from '../feedback/query-view.tsx';
import styles from './paged-list.module.css';

interface PagedListProps<Item extends { id: string }> {
  /** The items of this page, and how many there are on all. */
  query: Fetched<{ items: readonly Item[]; total: number }>;
  /** From 1. */
  page: number;
  pageSize: number;
  /** Said where there are none. */
  empty: ReactNode;
  onPage: (page: number) => void;
  /** The line of an item: a `ListLine`. */
  children: (item: Item) => ReactNode;
}

/** What happened, line by line, fetched page by page. */
export function PagedList<Item extends { id: string }>({
  query,
  page,
  pageSize,
  empty,
  onPage,
  children,
}: PagedListProps<Item>) {
  return (
    <QueryView query={query}>
      {({ items, total }) => (
        <>
          {total === 0 && empty}
          <ul className={styles['list']}>
            {items.map((item) => (
              <li key={item.id}>{children(item)}</li>
            ))}
          </ul>
          <Pagination
            current={page}
            pageSize={pageSize}
            total={total}
            onChange={onPage}
            showSizeChanger={false}
            hideOnSinglePage
          />
        </>
      )}
    </QueryView>
  );
}

interface ListLineProps {
  /** How grave it is, or of what kind. */
  mark?: ReactNode;
  time: ReactNode;
  /** What happened, in a sentence. */
  children: ReactNode;
  /** Why, where somebody said so; stands below. */
  reason?: string | null;
}

export function ListLine({ mark, time, children, reason = null }: ListLineProps) {
  return (
    <>
      {mark !== undefined && <span className={styles['mark']}>{mark}</span>}
      <span className={styles['text']}>
        {children}
        {reason !== null && <q>{reason}</q>}
      </span>
      <span className={styles['time']}>{time}</span>
    </>
  );
}
