import { Alert, Button, Skeleton } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useReadersZone } from '../texts/account-zone.ts';
import { Filled, gap } from '../texts/filled.tsx';
import { RelativeTime } from '../texts/times.tsx';
import { ErrorState } from './error-state.tsx';

/** What is known of something that is fetched: what `useQuery` returns, without that `ui` knows of queries. */
export interface Fetched<T> {
  data: T | undefined;
  error: Error | null;
  /** Milliseconds since the epoch. */
  dataUpdatedAt: number;
  refetch: () => Promise<unknown>;
}

interface QueryViewProps<T> {
  query: Fetched<T>;
  /** Shaped like the content, so that nothing jumps when that comes. */
  skeleton?: ReactNode;
  children: (data: T) => ReactNode;
}

/** Shows what a query has: a skeleton while loading, what failed and how to go on, stale data with its age. */
export function QueryView<T>({ query, skeleton, children }: QueryViewProps<T>) {
  const { t } = useTranslation();
  const { data, error, dataUpdatedAt, refetch } = query;
  if (data === undefined) {
    if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
    return <AfterMoment>{skeleton ?? <Skeleton active title={false} paragraph={{ rows: 6 }} />}</AfterMoment>;
  }
  return (
    <>
      {error && (
        <Alert
          type="warning"
          showIcon
          title={<Age at={new Date(dataUpdatedAt).toISOString()} />}
          action={
            <Button size="small" onClick={() => void refetch()}>
              {t('retry')}
            </Button>
          }
        />
      )}
      {children(data)}
    </>
  );
}

function Age({ at }: { at: string }) {
  const { t } = useTranslation();
  const time = <RelativeTime at={at} timeZone={useReadersZone()} recently={t('time.moment')} />;
  return <Filled text={t('states.stale', { time: gap('time') })} parts={{ time }} />;
}

const momentMs = 150;

/** Shows its children once a moment has passed: what loads faster should not flash. */
export function AfterMoment({ children }: { children: ReactNode }) {
  const [isOver, setOver] = useState(false);
  const { t } = useTranslation();
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), momentMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div role="status" aria-label={t('loading')} aria-busy="true" data-loading>
      {isOver && children}
    </div>
  );
}
