import type { AdminOrderDetail } from '@meterstone/server/contract/orders/admin';
import { useTranslation } from 'react-i18next';
import { usePlanName } from '../../../../api/use-catalog-names.ts';
import { useMe } from '../../../../api/use-session.ts';
import { formatDate, formatMoney, formatNumber } from '../../../../lib/language/format.ts';
import { useOrderWords } from '../use-order-words.ts';
import styles from './detail.module.css';

type Item = AdminOrderDetail['items'][number];

/** What was bought, as it was offered then, and what it has given. */
export function ItemList({ order: { items, currency } }: { order: AdminOrderDetail }) {
  const { t } = useTranslation('adminOrders');
  if (items.length === 0) return <p className="quiet">{t('item.none')}</p>;
  return (
    <ul className={styles['list']}>
      {items.map((item) => (
        <li key={item.id}>
          <div className={styles['head']}>
            <ItemName item={item} />
            <span className="number">{formatMoney(item.totalMinor, currency)}</span>
          </div>
          <Given item={item} />
        </li>
      ))}
    </ul>
  );
}

function ItemName({ item }: { item: Item }) {
  const { t } = useTranslation('adminOrders');
  const { itemText } = useOrderWords();
  const { interval } = item;
  return (
    <span>
      <span className={styles['name']}>{itemText(item)}</span>{' '}
      <span className={styles['note']}>{interval ? t(`item.${interval}`) : t('item.package')}</span>
    </span>
  );
}

function Given({ item: { goods } }: { item: Item }) {
  const { t } = useTranslation('adminOrders');
  const { timeZone } = useMe().account;
  const planName = usePlanName();
  if (!goods) return <div className={styles['note']}>{t('item.nothingGiven')}</div>;
  const { grantedUnits, revokedUnits, subscriptionId, periodEnd, endedAt, replaced } = goods;
  const told = [
    grantedUnits > 0 && t('item.credits', { credits: formatNumber(grantedUnits) }),
    revokedUnits > 0 && t('item.revoked', { credits: formatNumber(revokedUnits) }),
    subscriptionId !== null &&
      endedAt === null &&
      (periodEnd === null ? t('item.forLife') : t('item.until', { day: formatDate(periodEnd, timeZone) })),
    replaced !== null &&
      t('item.replaced', { plan: planName(replaced.planCode), day: formatDate(replaced.at, timeZone) }),
    endedAt !== null &&
      t(subscriptionId === null ? 'item.daysEnded' : 'item.planEnded', {
        day: formatDate(endedAt, timeZone),
      }),
  ].filter((text) => text !== false);
  return (
    <div className={`${styles['note']} number`}>{told.length > 0 ? told.join(' · ') : t('item.given')}</div>
  );
}
