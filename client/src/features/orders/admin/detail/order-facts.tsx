import type { AdminOrderDetail } from '@meterstone/server/contract/orders/admin';
import { Alert, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMe } from '../../../../api/use-session.ts';
import { formatMoney } from '../../../../lib/language/format.ts';
import { paths } from '../../../../paths.ts';
import { Fact, Facts } from '../../../../ui/texts/facts.tsx';
import { DayTime } from '../../../../ui/texts/times.tsx';
import { StatusTag } from '../status-tag.tsx';
import { useOrderWords } from '../use-order-words.ts';
import styles from './detail.module.css';

/** Where the order stands, whose it is and what it came to; what needs somebody comes first. */
export function OrderFacts({ order }: { order: AdminOrderDetail }) {
  const { t } = useTranslation('adminOrders');
  const { providerText } = useOrderWords();
  const { timeZone } = useMe().account;
  const { amountMinor, refundedMinor, currency, status } = order;
  return (
    <>
      {status === 'needs_review' && (
        <Alert type="warning" showIcon title={t('needsReview.title')} description={t('needsReview.text')} />
      )}
      {order.goodsDue && (
        <Alert
          type="warning"
          showIcon
          title={t('goodsDue')}
          description={order.goodsError !== null && <code>{order.goodsError}</code>}
        />
      )}
      <Facts>
        <Fact name={t('column.status')}>
          <StatusTag status={status} /> {order.isTest && <Tag>{t('test')}</Tag>}
        </Fact>
        <Fact name={t('column.account')}>
          <Link to={paths.admin.account(order.accountId)}>{order.accountName}</Link>
          {order.accountEmail !== null && <div className="quiet">{order.accountEmail}</div>}
        </Fact>
        <Fact name={t('column.amount')}>
          <span className={`${styles['sum']} number`}>{formatMoney(amountMinor, currency)}</span>
        </Fact>
        {refundedMinor > 0 && (
          <Fact name={t('fact.refunded')}>
            <span className={`${styles['sum']} number`}>{formatMoney(refundedMinor, currency)}</span>
          </Fact>
        )}
        <Fact name={t('column.provider')}>{providerText(order.provider)}</Fact>
        <Fact name={t('column.created')}>
          <DayTime at={order.createdAt} timeZone={timeZone} />
        </Fact>
        {status === 'pending' && (
          <Fact name={t('fact.expires')}>
            <DayTime at={order.expiresAt} timeZone={timeZone} />
          </Fact>
        )}
      </Facts>
    </>
  );
}
