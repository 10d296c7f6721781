import { brand } from '@meterstone/landing/brand';
import type { Me } from '@meterstone/server/contract/identity';
import type { OrderDetail } from '@meterstone/server/contract/orders';
import { useTranslation } from 'react-i18next';
import { formatDate, formatMoney } from '../../../../lib/language/format.ts';
import { inLanguage } from '../../../../lib/language/translations.ts';
import { Fact } from '../../../../ui/texts/facts.tsx';
import { useProviderName } from '../../../../ui/texts/use-provider-name.ts';
import { Items } from './order-facts.tsx';
import styles from './receipt.module.css';

/** What was bought, by whom, and how it was paid: to be printed, and kept. */
export function Receipt({ order, me }: { order: OrderDetail; me: Me }) {
  const { t, i18n } = useTranslation('orders');
  const providerName = useProviderName();
  const { timeZone } = me.account;
  const kept = order.payments.find(({ role }) => role === 'kept');
  const paidAt = kept?.paidAt ?? order.createdAt;
  const providers = kept && kept.provider !== 'none' ? providerName(kept.provider) : t('nothingToPay');
  return (
    <article className={styles['receipt']}>
      <dl className={`${styles['facts']} number`}>
        <Fact name={t('receipt.seller')}>{inLanguage(brand, i18n.language)}</Fact>
        <Fact name={t('receipt.buyer')}>
          {me.user.name}
          <br />
          {me.user.email}
        </Fact>
        <Fact name={t('receipt.number')}>{order.orderNumber}</Fact>
        <Fact name={t('receipt.paidOn')}>{formatDate(paidAt, timeZone)}</Fact>
        <Fact name={t('receipt.paidWith')}>{providers}</Fact>
      </dl>
      <Items order={order} />
      {kept && kept.taxMinor > 0 && (
        <p>
          {t('receipt.tax', {
            tax: formatMoney(kept.taxMinor, order.currency),
            sum: formatMoney(kept.receivedMinor, order.currency),
          })}
        </p>
      )}
      {order.isTest && <p className={styles['test']}>{t('receipt.test')}</p>}
      <p className="quiet">{t('receipt.note')}</p>
    </article>
  );
}
