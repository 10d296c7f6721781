import type { Lot } from '@meterstone/server/contract/credits/balances';
import type { AccountDetail } from '@meterstone/server/contract/metering/accounts';
import { useQuery } from '@tanstack/react-query';
import { Table, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { accountGrantsQuery } from '../../../api/credits/admin.ts';
import { formatDateTime, formatNumber } from '../../../lib/language/format.ts';
import { DialogButton } from '../../../ui/forms/dialog-button.tsx';
import { DateTime } from '../../../ui/texts/times.tsx';
import { LotOriginText } from '../transactions/lot-origin.tsx';
import styles from './lot-table.module.css';
import { RevokeLotModal } from './revoke-lot-modal.tsx';

interface LotTableProps {
  account: AccountDetail;
  /** In the order in which they burn; not more than the API tells at once. */
  lots: Lot[];
  /** How many there are. */
  total: number;
}

/** The lots, the one that burns next first, each with what takes it back. On phones all of a lot is in one cell. */
export function LotTable({ account, lots, total }: LotTableProps) {
  const { t } = useTranslation('creditsAdmin');
  const { id, timeZone } = account;
  const { data: grants = [] } = useQuery({ ...accountGrantsQuery(id), enabled: lots.length > 0 });
  const columns: TableColumnsType<Lot> = [
    {
      title: t('lots.source'),
      render: (_, lot) => (
        <>
          <LotOriginText
            lot={lot}
            from={t(`lots.sources.${lot.source}`)}
            grants={grants}
            timeZone={timeZone}
          />
          <Below lot={lot} timeZone={timeZone} />
        </>
      ),
    },
    {
      title: t('lots.remaining'),
      align: 'right',
      render: (_, { remaining, amount }) => (
        <span className="number">
          {t('lots.of', { remaining: formatNumber(remaining), amount: formatNumber(amount) })}
        </span>
      ),
    },
    {
      title: t('numbers.held'),
      align: 'right',
      responsive: ['md'],
      render: (_, { held }) => <span className="number">{formatNumber(held)}</span>,
    },
    {
      title: t('numbers.debt'),
      align: 'right',
      responsive: ['md'],
      render: (_, { owed }) => <span className="number">{formatNumber(owed)}</span>,
    },
    {
      title: t('lots.expires'),
      responsive: ['md'],
      render: (_, { expiresAt }) =>
        expiresAt === null ? t('lots.never') : <DateTime at={expiresAt} timeZone={timeZone} />,
    },
    {
      title: <span className="only-for-screen-readers">{t('lots.acts')}</span>,
      align: 'right',
      render: (_, lot) => (
        <DialogButton
          size="small"
          dialog={(onClosed) => <RevokeLotModal account={account} lot={lot} onClosed={onClosed} />}
        >
          {t('revokeLot.open')}
        </DialogButton>
      ),
    },
  ];
  if (lots.length === 0) return <p className="quiet">{t('lots.none')}</p>;
  return (
    <>
      <Table
        rowKey="id"
        size="small"
        columns={columns}
        dataSource={lots}
        pagination={{ hideOnSinglePage: true }}
      />
      {total > lots.length && <p className="quiet">{t('lots.more', { shown: lots.length, total })}</p>}
    </>
  );
}

/** What columns have no room for on phones. */
function Below({ lot: { expiresAt, held, owed }, timeZone }: { lot: Lot; timeZone: string }) {
  const { t } = useTranslation('creditsAdmin');
  return (
    <div className={`${styles['below']} number`}>
      <div>
        {expiresAt === null
          ? t('lots.neverBelow')
          : t('lots.expiresBelow', { date: formatDateTime(expiresAt, timeZone) })}
      </div>
      {held > 0 && <div>{t('lots.heldBelow', { amount: formatNumber(held) })}</div>}
      {owed > 0 && <div>{t('lots.owedBelow', { amount: formatNumber(owed) })}</div>}
    </div>
  );
}
