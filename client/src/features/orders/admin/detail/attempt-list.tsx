import type { AdminOrderDetail, AdminOrderPayment } from '@meterstone/server/contract/orders/admin';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../../../api/use-session.ts';
import { formatMoney, formatNumber } from '../../../../lib/language/format.ts';
import { CopyButton } from '../../../../ui/texts/copy-button.tsx';
import { Fact, Facts } from '../../../../ui/texts/facts.tsx';
import { DayTime } from '../../../../ui/texts/times.tsx';
import { isGone, stateOf } from '../../own/detail/how-it-stands.ts';
import { SurplusButton } from '../../refund/surplus-button.tsx';
import { useOrderWords } from '../use-order-words.ts';
import styles from './detail.module.css';

/** Every attempt at paying, with what is known of it at the provider. */
export function AttemptList({ order }: { order: AdminOrderDetail }) {
  const { t } = useTranslation('adminOrders');
  if (order.payments.length === 0) return <p className="quiet">{t('attempt.none')}</p>;
  return (
    <ol className={styles['list']}>
      {order.payments.map((payment) => (
        <li key={payment.id}>
          <Attempt payment={payment} order={order} />
        </li>
      ))}
    </ol>
  );
}

function Attempt({ payment, order }: { payment: AdminOrderPayment; order: AdminOrderDetail }) {
  const { t } = useTranslation('adminOrders');
  const { providerText } = useOrderWords();
  const disputes = order.disputes.filter(({ paymentId }) => paymentId === payment.id);
  const money = (minor: number) => formatMoney(minor, order.currency);
  return (
    <>
      <div className={styles['head']}>
        <span>
          <span className={styles['name']}>
            {t('attempt.name', {
              number: formatNumber(payment.attempt),
              provider: providerText(payment.provider),
            })}
          </span>{' '}
          <Tag>{t(`attempt.state.${stateOf(payment)}`)}</Tag>
          {payment.role === 'surplus' && (
            <Tag>{t(isGone(payment) ? 'attempt.surplusGone' : 'attempt.surplus')}</Tag>
          )}
        </span>
        {payment.receivedMinor > 0 && <span className="number">{money(payment.receivedMinor)}</span>}
      </div>
      <Facts>
        {payment.taxMinor > 0 && <Fact name={t('attempt.tax')}>{money(payment.taxMinor)}</Fact>}
        {payment.refundedMinor > 0 && (
          <Fact name={t('attempt.refunded')}>{money(payment.refundedMinor)}</Fact>
        )}
        <Id name={t('attempt.providerPaymentId')} id={payment.providerPaymentId} />
        <Id name={t('attempt.checkoutId')} id={payment.checkoutId} />
        <Id name={t('attempt.reference')} id={payment.reference} />
        <Times payment={payment} />
      </Facts>
      <SurplusButton order={order} payment={payment} />
      {disputes.map((dispute) => (
        <div key={dispute.providerDisputeId}>
          <Tag>{t(`dispute.${dispute.state}`)}</Tag> {t('dispute.of', { amount: money(dispute.amountMinor) })}{' '}
          <span className={styles['id']}>{dispute.providerDisputeId}</span>
        </div>
      ))}
    </>
  );
}

function Id({ name, id }: { name: string; id: string | null }) {
  if (id === null || id === '') return null;
  return (
    <Fact name={name}>
      <code className={styles['id']}>{id}</code> <CopyButton text={id} />
    </Fact>
  );
}

function Times({
  payment: { paidAt, payUntil, state, nextQueryAt, queries },
}: {
  payment: AdminOrderPayment;
}) {
  const { t } = useTranslation('adminOrders');
  const { timeZone } = useMe().account;
  const isOpen = state === 'intent' || state === 'open' || state === 'processing';
  return (
    <>
      {paidAt !== null && (
        <Fact name={t('attempt.paidAt')}>
          <DayTime at={paidAt} timeZone={timeZone} />
        </Fact>
      )}
      {isOpen && payUntil !== null && (
        <Fact name={t('attempt.payUntil')}>
          <DayTime at={payUntil} timeZone={timeZone} />
        </Fact>
      )}
      {queries > 0 && <Fact name={t('attempt.queries')}>{formatNumber(queries)}</Fact>}
      {nextQueryAt !== null && (
        <Fact name={t('attempt.nextQuery')}>
          <DayTime at={nextQueryAt} timeZone={timeZone} />
        </Fact>
      )}
    </>
  );
}
