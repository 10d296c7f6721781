import type { OrderDetail } from '@meterstone/server/contract/orders';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../../../api/use-session.ts';
import { formatDate, formatMoney } from '../../../../lib/language/format.ts';
import { DayTime } from '../../../../ui/texts/times.tsx';
import { useProviderName } from '../../../../ui/texts/use-provider-name.ts';
import { useBecause } from '../words/use-because.ts';
import { useItemWords } from '../words/use-item-words.ts';
import { isGone, stateOf, whySurplus } from './how-it-stands.ts';
import styles from './order-facts.module.css';

interface OrderFactsProps {
  order: OrderDetail;
  timeZone: string;
}

/** What was ordered, line by line, and what it comes to. */
export function Items({ order }: { order: OrderDetail }) {
  const { t } = useTranslation('orders');
  const { nameOf, whatOf } = useItemWords();
  const refundedText = useRefundedText();
  const money = (amountMinor: number) => formatMoney(amountMinor, order.currency);
  return (
    <table className={styles['items']}>
      <tbody>
        {order.items.map((item) => (
          <tr key={item.id}>
            <th scope="row">
              {nameOf(item)} <span className={styles['what']}>{whatOf(item)}</span>
            </th>
            <td className="number">{money(item.totalMinor)}</td>
          </tr>
        ))}
        <tr data-total="true">
          <th scope="row">{t('total')}</th>
          <td className="number">{money(order.amountMinor)}</td>
        </tr>
        {order.refundedMinor > 0 && (
          <>
            <tr>
              <th scope="row">{refundedText(order)}</th>
              <td className="number">{money(-order.refundedMinor)}</td>
            </tr>
            <tr data-total="true">
              <th scope="row">{t('net')}</th>
              <td className="number">{money(order.amountMinor - order.refundedMinor)}</td>
            </tr>
          </>
        )}
      </tbody>
    </table>
  );
}

/** When money went back, the last of it where it was more than once. */
function useRefundedText(): (order: OrderDetail) => string {
  const { t } = useTranslation('orders');
  const { timeZone } = useMe().account;
  return ({ timeline }) => {
    const gone = timeline.filter(
      ({ kind, toStatus }) =>
        kind === 'refund_succeeded' ||
        (kind === 'status' && (toStatus === 'partially_refunded' || toStatus === 'refunded')),
    );
    const last = gone.at(-1);
    if (!last) return t('refundedSum');
    // What was asked for here has an event of its own beside the order's.
    const times = Math.max(
      gone.filter(({ kind }) => kind === 'status').length,
      gone.filter(({ kind }) => kind !== 'status').length,
    );
    const date = formatDate(last.eventAt ?? last.createdAt, timeZone);
    return times > 1 ? t('refundedLast', { date }) : t('refundedOn', { date });
  };
}

/** Each try at paying, and what came of it. */
export function Payments({ order, timeZone }: OrderFactsProps) {
  const { t } = useTranslation('orders');
  const providerName = useProviderName();
  const textOf = (payment: OrderDetail['payments'][number]) => {
    if (payment.role !== 'surplus') return t(`payment.${stateOf(payment)}`);
    return t(isGone(payment) ? 'payment.surplusGone' : 'payment.surplus');
  };
  return (
    <ul className={styles['lines']}>
      {order.payments.map((payment) => {
        const { id, provider, receivedMinor, refundedMinor, paidAt, createdAt } = payment;
        return (
          <li key={id}>
            <span>
              {provider === 'none' ? t('nothingToPay') : providerName(provider)}
              <span className={styles['what']}>
                {textOf(payment)}
                {refundedMinor > 0 &&
                  ` · ${t('payment.refunded', { sum: formatMoney(refundedMinor, order.currency) })}`}
              </span>
            </span>
            <span className="quiet">
              <DayTime at={paidAt ?? createdAt} timeZone={timeZone} />
            </span>
            <span className={`${styles['sum']} number`}>
              {receivedMinor > 0 && formatMoney(receivedMinor, order.currency)}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** What was given back, or is on its way. */
export function Refunds({ order, timeZone }: OrderFactsProps) {
  const { t } = useTranslation('orders');
  const because = useBecause();
  const surplusText = because(whySurplus(order) ?? null) ?? t('refundCause.surplus');
  return (
    <ul className={styles['lines']}>
      {order.refunds.map(({ id, amountMinor, state, cause, createdAt }) => (
        <li key={id}>
          <span>
            {t(`refund.${state}`)}
            <span className={styles['what']}>
              {cause === 'surplus' ? surplusText : t(`refundCause.${cause}`)}
            </span>
          </span>
          <span className="quiet">
            <DayTime at={createdAt} timeZone={timeZone} />
          </span>
          <span className={`${styles['sum']} number`}>{formatMoney(amountMinor, order.currency)}</span>
        </li>
      ))}
    </ul>
  );
}
