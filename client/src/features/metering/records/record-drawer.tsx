import type { UsageRecord } from '@meterstone/server/contract/metering/records';
import { Drawer } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { usePublicFeatureName } from '../../../api/use-catalog-names.ts';
import { formatNumber } from '../../../lib/language/format.ts';
import { useTabTitleOver } from '../../../ui/page/use-tab-title.ts';
import { CopyButton } from '../../../ui/texts/copy-button.tsx';
import { useExactTime } from '../../../ui/texts/times.tsx';
import styles from './record-drawer.module.css';

interface RecordDrawerProps {
  record: UsageRecord | undefined;
  /** Among which the record that took it back may be. */
  records: UsageRecord[];
  timeZone: string;
  onClose: () => void;
}

/** All that is known of one record. */
export function RecordDrawer({ record, records, timeZone, onClose }: RecordDrawerProps) {
  const { t } = useTranslation('records');
  const name = usePublicFeatureName()(record?.featureCode ?? '');
  useTabTitleOver(record && name.trim() && `${name} ${formatNumber(record.amount)}`);
  return (
    <Drawer open={record !== undefined} size="min(480px, 100vw)" title={t('recordTitle')} onClose={onClose}>
      {record && (
        <Facts
          record={record}
          voidedBy={records.find(({ voidsId }) => voidsId === record.id)}
          timeZone={timeZone}
        />
      )}
    </Drawer>
  );
}

interface FactsProps {
  record: UsageRecord;
  voidedBy: UsageRecord | undefined;
  timeZone: string;
}

function Facts({ record, voidedBy, timeZone }: FactsProps) {
  const { t } = useTranslation('records');
  const { t: tCommon } = useTranslation();
  const nameOf = usePublicFeatureName();
  const exact = useExactTime(timeZone);
  return (
    <dl className={styles['facts']}>
      <Fact label={t('feature')}>{nameOf(record.featureCode)}</Fact>
      <Fact label={t('kindLabel')}>{t(`kind.${record.kind}`)}</Fact>
      <Fact label={t('amount')}>{formatNumber(record.amount)}</Fact>
      <Fact label={t('occurredAt')}>{exact(record.occurredAt)}</Fact>
      <Fact label={t('recordedAt')}>{exact(record.createdAt)}</Fact>
      {record.late && <Fact label={t('late')}>{t('lateText')}</Fact>}
      {record.reason !== null && <Fact label={tCommon('reason')}>{record.reason}</Fact>}
      <Fact label={t('id')}>
        <Id id={record.id} />
      </Fact>
      {record.voided && (
        <Fact label={t('voided')}>{voidedBy ? <Id id={voidedBy.id} /> : t('voidedText')}</Fact>
      )}
      {record.voidsId !== null && (
        <Fact label={t('voids')}>
          <Id id={record.voidsId} />
        </Fact>
      )}
      {record.reservationId !== null && (
        <Fact label={t('reservation')}>
          <Id id={record.reservationId} />
        </Fact>
      )}
      {record.metadata && <Metadata metadata={record.metadata} />}
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles['fact']}>
      <dt>{label}</dt>
      <dd className="number">{children}</dd>
    </div>
  );
}

function Id({ id }: { id: string }) {
  return (
    <span className={styles['id']}>
      <code>{id}</code> <CopyButton text={id} />
    </span>
  );
}

function Metadata({ metadata }: { metadata: NonNullable<UsageRecord['metadata']> }) {
  const { t } = useTranslation('records');
  const text = JSON.stringify(metadata, undefined, 2);
  return (
    <div className={styles['metadata']}>
      <dt>
        {t('metadata')} <CopyButton text={text} />
      </dt>
      <dd>
        <pre tabIndex={0}>{text}</pre>
      </dd>
    </div>
  );
}
