import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from './older-button.module.css';

/** What `useInfiniteQuery` returns, without that `ui` knows of queries. */
export interface Older {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
}

/** Below a list that begins with the newest: brings the next page of it, while there is one. */
export function OlderButton({ query }: { query: Older }) {
  const { t } = useTranslation();
  if (!query.hasNextPage) return null;
  return (
    <Button
      className={styles['older'] ?? ''}
      loading={query.isFetchingNextPage}
      onClick={() => void query.fetchNextPage()}
    >
      {t('older')}
    </Button>
  );
}
