import type { Order } from '@meterstone/server/contract/orders';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { formatMoney } from '../../../../lib/language/format.ts';
import { paths } from '../../../../paths.ts';
import { DayTime } from '../../../../ui/texts/times.tsx';
import { StatusLabel } from '../words/status-label.tsx';
import { useItemWords } from '../words/use-item-words.ts';
import styles from './order-list.module.css';

/** Orders, a line each, which leads to all that is known of it. */
export function OrderList({ orders, timeZone }: { orders: readonly Order[]; timeZone: string }) {
  const { t } = useTranslation('orders');
  const { nameOf, whatOf } = useItemWords();
  return (
    <ul className={styles['list']}>
      {orders.map((order) => (
        <li key={order.id}>
          <div className={styles['what']}>
            <Link to={paths.order(order.id)}>{order.items.map(nameOf).join(', ')}</Link>
            <span className="quiet">{order.items.map(whatOf).join(', ')}</span>
          </div>
          <span className={`${styles['when']} quiet`}>
            <DayTime at={order.createdAt} timeZone={timeZone} />
          </span>
          <span className={styles['status']}>
            <StatusLabel status={order.status} />
          </span>
          <span className={`${styles['sum']} number`}>
            {formatMoney(order.amountMinor, order.currency)}
            {order.refundedMinor > 0 && (
              <span className={styles['net']}>
                {t('netSum', { sum: formatMoney(order.amountMinor - order.refundedMinor, order.currency) })}
              </span>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
