import type { Lot } from '@meterstone/server/contract/credits/balances';
import { useQuery } from '@tanstack/react-query';
import { Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { grantsQuery } from '../../../api/credits/own.ts';
import { formatDateTime, formatNumber } from '../../../lib/language/format.ts';
import { DateTime } from '../../../ui/texts/times.tsx';
import { LotOriginText } from '../transactions/lot-origin.tsx';
import styles from './balances.module.css';

interface LotTableProps {
  /** Not more than the API tells at once. */
  lots: Lot[];
  /** How many there are. */
  total: number;
  timeZone: string;
}

/** Lots in the order in which they burn. On phones their end stands below where they came from. */
export function LotTable({ lots, total, timeZone }: LotTableProps) {
  const { t } = useTranslation('credits');
  const { data: grants = [] } = useQuery(grantsQuery);
  const endOf = ({ expiresAt }: Lot) =>
    expiresAt === null ? t('lot.never') : t('lot.ends', { date: formatDateTime(expiresAt, timeZone) });
  return (
    <section>
      <h2>{t('lots')}</h2>
      <p className="quiet">{t('lotsText')}</p>
      <Table<Lot>
        size="small"
        rowKey="id"
        dataSource={lots}
        pagination={lots.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
        columns={[
          {
            title: t('source'),
            render: (_, lot) => (
              <>
                <LotOriginText lot={lot} from={t(`from.${lot.source}`)} grants={grants} timeZone={timeZone} />
                <div className={styles['endBelow']}>{endOf(lot)}</div>
              </>
            ),
          },
          {
            title: t('remaining'),
            align: 'right',
            render: (_, { remaining }) => <span className="number">{formatNumber(remaining)}</span>,
          },
          {
            title: t('ends'),
            responsive: ['sm'],
            render: (_, { expiresAt }) =>
              expiresAt === null ? t('never') : <DateTime at={expiresAt} timeZone={timeZone} />,
          },
        ]}
      />
      {total > lots.length && <p className="quiet number">{t('lotsShown', { shown: lots.length, total })}</p>}
    </section>
  );
}
