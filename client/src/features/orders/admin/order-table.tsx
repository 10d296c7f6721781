import type { AdminOrder } from '@meterstone/server/contract/orders/admin';
import { Tag, type Breakpoint, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { formatMoney } from '../../../lib/language/format.ts';
import { paths } from '../../../paths.ts';
import { PagedTable, type PageOfRows } from '../../../ui/tables/paged-table.tsx';
import { DayTime } from '../../../ui/texts/times.tsx';
import styles from './order-table.module.css';
import { StatusTag } from './status-tag.tsx';
import { useOrderWords } from './use-order-words.ts';

/** Where there is room for columns; as in the style sheet. On phones each order is a card. */
const wide: Breakpoint[] = ['md'];

interface OrderTableProps extends PageOfRows<AdminOrder> {
  /** Of the page that it stands on. */
  timeZone: string;
}

/** One line an order, which leads to its page. */
export function OrderTable({ timeZone, ...page }: OrderTableProps) {
  const columns = useColumns(timeZone);
  const navigate = useNavigate();
  return (
    <PagedTable
      {...page}
      columns={columns}
      onRow={({ id }) => ({
        className: styles['row'] ?? '',
        onClick: () => void navigate(paths.admin.order(id)),
      })}
    />
  );
}

function useColumns(timeZone: string): TableColumnsType<AdminOrder> {
  const { t } = useTranslation('adminOrders');
  const { providerText } = useOrderWords();
  return [
    {
      title: t('column.order'),
      width: 250,
      render: (_, order) => <OrderCell order={order} timeZone={timeZone} />,
    },
    { title: t('column.account'), responsive: wide, render: (_, order) => <AccountCell order={order} /> },
    {
      title: t('column.status'),
      width: 170,
      responsive: wide,
      render: (_, { status }) => <StatusTag status={status} />,
    },
    {
      title: t('column.provider'),
      width: 120,
      responsive: ['lg'],
      render: (_, { provider }) => providerText(provider),
    },
    {
      title: t('column.amount'),
      align: 'right',
      width: 140,
      responsive: wide,
      render: (_, order) => <Amount order={order} />,
    },
    {
      title: t('column.created'),
      align: 'right',
      width: 150,
      responsive: ['lg'],
      render: (_, { createdAt }) => <DayTime at={createdAt} timeZone={timeZone} />,
    },
  ];
}

function OrderCell({ order, timeZone }: { order: AdminOrder; timeZone: string }) {
  const { t } = useTranslation('adminOrders');
  const { itemText } = useOrderWords();
  const { id, orderNumber, items, isTest } = order;
  const bought = items.length === 0 ? t('noItems') : items.map(itemText).join(', ');
  return (
    <>
      <Link
        to={paths.admin.order(id)}
        className={`${styles['number']} number`}
        onClick={(event) => event.stopPropagation()}
      >
        {orderNumber}
      </Link>
      <div className={styles['below']}>
        {bought} {isTest && <Tag>{t('test')}</Tag>}
      </div>
      <Card order={order} timeZone={timeZone} />
    </>
  );
}

/** What stands in columns of its own where there is room. */
function Card({ order, timeZone }: { order: AdminOrder; timeZone: string }) {
  const { providerText } = useOrderWords();
  return (
    <div className={styles['card']}>
      <div className={styles['line']}>
        <StatusTag status={order.status} />
        <Amount order={order} />
      </div>
      <AccountCell order={order} />
      <div className={`${styles['line']} ${styles['below']}`}>
        <span>{providerText(order.provider)}</span>
        <DayTime at={order.createdAt} timeZone={timeZone} />
      </div>
    </div>
  );
}

function AccountCell({ order: { accountName, accountEmail } }: { order: AdminOrder }) {
  return (
    <>
      <div className={styles['account']}>{accountName}</div>
      {accountEmail !== null && accountEmail !== accountName && (
        <div className={styles['below']}>{accountEmail}</div>
      )}
    </>
  );
}

/** The price, and what of it is gone. */
function Amount({ order: { amountMinor, refundedMinor, currency } }: { order: AdminOrder }) {
  const { t } = useTranslation('adminOrders');
  return (
    <span className={`${styles['amount']} number`}>
      {formatMoney(amountMinor, currency)}
      {refundedMinor > 0 && (
        <span className={styles['below']}>{t('back', { amount: formatMoney(refundedMinor, currency) })}</span>
      )}
    </span>
  );
}
