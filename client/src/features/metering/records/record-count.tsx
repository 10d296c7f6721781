import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../lib/language/format.ts';
import styles from './record-table.module.css';

interface RecordCountProps {
  count: number;
  hasMore: boolean;
  isLoadingMore: boolean;
}

/** Below the records: how many are there, and whether that is all. */
export function RecordCount({ count, hasMore, isLoadingMore }: RecordCountProps) {
  const { t } = useTranslation('records');
  return (
    <p role="status" className={`${styles['count']} number`}>
      {t(hasMore ? 'countMore' : 'countAll', { count, shown: formatNumber(count) })}
      {isLoadingMore && ` · ${t('loadingMore')}`}
    </p>
  );
}
