import type { AdminOrder } from '@meterstone/server/contract/orders/admin';
import { Tag, type Breakpoint, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useMedia } from '../../../lib/browser/use-media.ts';
import { formatMoney } from '../../../lib/language/format.ts';
import { paths } from '../../../paths.ts';
import { PagedTable, type PageOfRows } from '../../../ui/tables/paged-table.tsx';
import { DayTime } from '../../../ui/texts/times.tsx';
import styles from './order-table.module.css';
import { StatusTag } from './status-tag.tsx';
import { useOrderWords } from './use-order-words.ts';

/** Where there is room for columns; as in the style sheet. On narrower screens each order is a card. */
const wide: Breakpoint[] = ['lg'];

/** Where there is room for one more; else it stands below another. */
const roomForCreated = '(width >= 1200px)';
const roomForProvider = '(width >= 1360px)';

interface OrderTableProps extends PageOfRows<AdminOrder> {
  /** Of the page that it stands on. */
  timeZone: string;
  /** All are of the account that the page is about. */
  isOfOne?: boolean;
}

/** One line an order, which leads to its page. */
export function OrderTable({ timeZone, isOfOne = false, ...page }: OrderTableProps) {
  const columns = useColumns(timeZone, isOfOne);
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

function useColumns(timeZone: string, isOfOne: boolean): TableColumnsType<AdminOrder> {
  const { t } = useTranslation('adminOrders');
  const { providerText } = useOrderWords();
  const hasCreated = useMedia(roomForCreated);
  const hasProvider = useMedia(roomForProvider);
  const account: TableColumnsType<AdminOrder> = [
    { title: t('column.account'), responsive: wide, render: (_, order) => <AccountCell order={order} /> },
  ];
  const provider: TableColumnsType<AdminOrder> = [
    { title: t('column.provider'), width: 120, render: (_, order) => providerText(order.provider) },
  ];
  const created: TableColumnsType<AdminOrder> = [
    {
      title: t('column.created'),
      align: 'right',
      width: 150,
      render: (_, { createdAt }) => <DayTime at={createdAt} timeZone={timeZone} />,
    },
  ];
  return [
    {
      title: t('column.order'),
      // The one that grows, where there is no account's.
      ...(!isOfOne && { width: 256 }),
      render: (_, order) => (
        <>
          <OrderCell order={order} />
          {!hasCreated && (
            <div className={`${styles['below']} ${styles['unlessCard']}`}>
              <DayTime at={order.createdAt} timeZone={timeZone} />
            </div>
          )}
          <Card order={order} timeZone={timeZone} isOfOne={isOfOne} />
        </>
      ),
    },
    ...(isOfOne ? [] : account),
    {
      title: t('column.status'),
      width: 170,
      responsive: wide,
      render: (_, order) => (
        <>
          <StatusTag status={order.status} />
          {!hasProvider && <div className={styles['below']}>{providerText(order.provider)}</div>}
        </>
      ),
    },
    ...(hasProvider ? provider : []),
    {
      title: t('column.amount'),
      align: 'right',
      width: 140,
      responsive: wide,
      render: (_, order) => <Amount order={order} />,
    },
    ...(hasCreated ? created : []),
  ];
}

function OrderCell({ order }: { order: AdminOrder }) {
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
    </>
  );
}

/** What stands in columns of its own where there is room. */
function Card({ order, timeZone, isOfOne }: { order: AdminOrder; timeZone: string; isOfOne: boolean }) {
  const { providerText } = useOrderWords();
  return (
    <div className={styles['card']}>
      <div className={styles['line']}>
        <StatusTag status={order.status} />
        <Amount order={order} />
      </div>
      {!isOfOne && <AccountCell order={order} />}
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
