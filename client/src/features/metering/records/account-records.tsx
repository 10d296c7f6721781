import { DownloadOutlined } from '@ant-design/icons';
import type { AccountDetail } from '@meterstone/server/contract/metering/accounts';
import type { UsageRecord } from '@meterstone/server/contract/metering/records';
import { useInfiniteQuery } from '@tanstack/react-query';
import { App, Button, Table, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accountRecordsQuery, exportAccountRecords } from '../../../api/admin-accounts.ts';
import { useFeatureName } from '../../../api/use-catalog-names.ts';
import { saveFile } from '../../../lib/browser/save-file.ts';
import { formatNumber } from '../../../lib/language/format.ts';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { useProblemText } from '../../../ui/feedback/use-problem-text.ts';
import { OlderPages } from '../../../ui/tables/older-pages.tsx';
import { DayTime } from '../../../ui/texts/times.tsx';
import styles from './account-records.module.css';

/** What the account has used, newest first. */
export function AccountRecords({ account }: { account: AccountDetail }) {
  const { t } = useTranslation('accounts');
  const records = useInfiniteQuery(accountRecordsQuery(account.id));
  const columns = useColumns(account.timeZone);
  return (
    <OlderPages query={records} empty={<Notice title={t('records.none')} text={t('records.noneText')} />}>
      {(items) => (
        <>
          <div className={styles['actions']}>
            <ExportButton accountId={account.id} />
          </div>
          <Table rowKey="id" size="small" columns={columns} dataSource={items} pagination={false} />
        </>
      )}
    </OlderPages>
  );
}

function useColumns(timeZone: string): TableColumnsType<UsageRecord> {
  const { t } = useTranslation('accounts');
  const featureName = useFeatureName();
  return [
    {
      title: t('records.when'),
      render: (_, record) => (
        <>
          <DayTime at={record.occurredAt} timeZone={timeZone} />
          <div className={styles['below']}>
            {!isPlain(record) && <Kind record={record} />}
            {record.reason !== null && <div>{record.reason}</div>}
          </div>
        </>
      ),
    },
    { title: t('records.feature'), render: (_, { featureCode }) => featureName(featureCode) },
    {
      title: t('records.amount'),
      align: 'right',
      render: (_, { amount }) => <span className="number">{formatNumber(amount)}</span>,
    },
    { title: t('records.kind'), responsive: ['md'], render: (_, record) => <Kind record={record} /> },
    {
      title: t('records.reason'),
      responsive: ['md'],
      render: (_, { reason }) => reason ?? <span className="quiet">–</span>,
    },
  ];
}

/** A use as most are, of which nothing more is to be said. */
function isPlain({ kind, late, voided }: UsageRecord): boolean {
  return kind === 'use' && !late && !voided;
}

function Kind({ record: { kind, late, voided } }: { record: UsageRecord }) {
  const { t } = useTranslation('accounts');
  return (
    <span className={styles['kind']}>
      {t(`kind.${kind}`)}
      {late && <span className={styles['mark']}>{t('records.late')}</span>}
      {voided && <span className={styles['mark']}>{t('records.voided')}</span>}
    </span>
  );
}

function ExportButton({ accountId }: { accountId: string }) {
  const { t } = useTranslation('accounts');
  const { message } = App.useApp();
  const problemText = useProblemText();
  const [isLoading, setLoading] = useState(false);
  async function download(): Promise<void> {
    setLoading(true);
    try {
      saveFile(await exportAccountRecords(accountId));
    } catch (error) {
      void message.error(problemText(error).text);
    } finally {
      setLoading(false);
    }
  }
  return (
    <Button icon={<DownloadOutlined aria-hidden />} loading={isLoading} onClick={() => void download()}>
      {t('records.export')}
    </Button>
  );
}
