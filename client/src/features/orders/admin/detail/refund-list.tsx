import type { AdminOrderDetail } from '@meterstone/server/contract/orders/admin';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../../../api/use-session.ts';
import { formatMoney } from '../../../../lib/language/format.ts';
import { DayTime } from '../../../../ui/texts/times.tsx';
import styles from './detail.module.css';

/** What was asked to go back: how much, why, by whom, and how far it has come. */
export function RefundList({ order: { refunds, currency } }: { order: AdminOrderDetail }) {
  const { t } = useTranslation('adminOrders');
  const { timeZone } = useMe().account;
  return (
    <ul className={styles['list']}>
      {refunds.map((refund) => (
        <li key={refund.id}>
          <div className={styles['head']}>
            <span>
              <span className={styles['name']}>{t(`refund.cause.${refund.cause}`)}</span>{' '}
              <Tag>{t(`refund.state.${refund.state}`)}</Tag>
            </span>
            <span className="number">{formatMoney(refund.amountMinor, currency)}</span>
          </div>
          {refund.reason !== null && refund.cause === 'admin' && <q>{refund.reason}</q>}
          <div className={`${styles['note']} number`}>
            {[
              refund.actor?.name,
              !refund.takesGoods && t('refund.goodsStay'),
              refund.refundNumber,
              refund.providerRefundId,
            ]
              .filter((text) => typeof text === 'string')
              .join(' · ')}{' '}
            · <DayTime at={refund.createdAt} timeZone={timeZone} />
            {refund.sendAt !== null && refund.attempts > 0 && (
              <>
                {' '}
                · {t('refund.again')} <DayTime at={refund.sendAt} timeZone={timeZone} />
              </>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
