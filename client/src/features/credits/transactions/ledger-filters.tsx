import { DownloadOutlined } from '@ant-design/icons';
import { TransactionType } from '@meterstone/server/contract/credits/balances';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { saveFile } from '../../../lib/browser/save-file.ts';
import { useSending } from '../../../ui/feedback/use-sending.ts';
import { Filters, FilterSelect } from '../../../ui/forms/filter-bar.tsx';
import { PastDays } from '../../../ui/forms/time/past-days.tsx';
import styles from './transactions.module.css';
import type { LedgerFilter } from './use-ledger-filter.ts';

interface LedgerFiltersProps {
  ledger: LedgerFilter;
  timeZone: string;
  /** Of the type, to this reader. */
  typeText: (type: TransactionType) => string;
  /** What the filter finds, as CSV. */
  exportFile: () => Promise<{ name: string; content: Blob }>;
}

/** Type and days of movements, and what they find as a file. */
export function LedgerFilters({ ledger, timeZone, typeText, exportFile }: LedgerFiltersProps) {
  const { t } = useTranslation('credits');
  const { isSending, send } = useSending();
  const { filter, firstDay, lastDay, change } = ledger;
  return (
    <div className={styles['filters']}>
      <Filters label={t('filters')}>
        <FilterSelect
          label={t('typeLabel')}
          placeholder={t('allTypes')}
          value={filter.type}
          options={TransactionType.options.map((type) => ({ value: type, label: typeText(type) }))}
          onChange={(type) => change({ type })}
        />
        <PastDays firstDay={firstDay} lastDay={lastDay} timeZone={timeZone} onChange={change} />
        <Button
          icon={<DownloadOutlined aria-hidden />}
          loading={isSending}
          onClick={() => send(async () => saveFile(await exportFile()))}
        >
          {t('export')}
        </Button>
      </Filters>
    </div>
  );
}
