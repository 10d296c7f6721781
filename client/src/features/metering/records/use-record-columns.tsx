import type { UsageRecord } from '@meterstone/server/contract/metering/records';
import { Tag, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { usePublicFeatureName } from '../../../api/use-catalog-names.ts';
import { formatNumber } from '../../../lib/language/format.ts';
import { DayTime } from '../../../ui/texts/times.tsx';
import { withQuery } from '../../../url/with-query.ts';
import styles from './record-table.module.css';

/** On phones feature and time share a column; kind is in the details. */
export function useRecordColumns(timeZone: string): TableColumnsType<UsageRecord> {
  const { t } = useTranslation('records');
  const { t: tCommon } = useTranslation();
  const nameOf = usePublicFeatureName();
  return useMemo(
    () => [
      {
        title: `${t('feature')} · ${t('occurredAt')}`,
        width: 158,
        responsive: ['xs'],
        render: (_, { occurredAt, featureCode }) => (
          <>
            <div>{nameOf(featureCode)}</div>
            <span className="quiet">
              <DayTime at={occurredAt} timeZone={timeZone} />
            </span>
          </>
        ),
      },
      {
        title: t('occurredAt'),
        width: 130,
        responsive: ['sm'],
        render: (_, { occurredAt }) => <DayTime at={occurredAt} timeZone={timeZone} />,
      },
      {
        title: t('feature'),
        width: 150,
        ellipsis: true,
        responsive: ['sm'],
        render: (_, { featureCode }) => nameOf(featureCode),
      },
      {
        title: t('kindLabel'),
        width: 170,
        responsive: ['sm'],
        render: (_, record) => <Kind record={record} />,
      },
      {
        title: t('amount'),
        width: 124,
        align: 'right',
        render: (_, { amount }) => <span className="number">{formatNumber(amount)}</span>,
      },
      {
        title: <span className="only-for-screen-readers">{tCommon('details')}</span>,
        width: 76,
        align: 'right',
        className: styles['last'] ?? '',
        render: (_, { id }) => <DetailsLink id={id} />,
      },
    ],
    [t, tCommon, nameOf, timeZone],
  );
}

/** Opens the drawer, which the address holds. */
function DetailsLink({ id }: { id: string }) {
  const { t } = useTranslation();
  const [query] = useSearchParams();
  return (
    <Link to={{ search: withQuery(query, { record: id }).toString() }} preventScrollReset>
      {t('details')}
    </Link>
  );
}

/** What was done, and what became of it. */
function Kind({ record: { kind, late, voided } }: { record: UsageRecord }) {
  const { t } = useTranslation('records');
  return (
    <>
      {t(`kind.${kind}`)} {late && <Tag>{t('late')}</Tag>}
      {voided && <Tag>{t('voided')}</Tag>}
    </>
  );
}
