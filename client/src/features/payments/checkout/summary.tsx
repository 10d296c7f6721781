import type { OfferedProvider } from '@meterstone/server/contract/payments/checkout';
import { Alert, Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiError } from '../../../lib/api-error.ts';
import { formatMoney, formatNumber } from '../../../lib/language/format.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { Refusal } from '../refusal.tsx';
import styles from './checkout.module.css';
import type { Offer } from './offer.ts';

interface SummaryProps {
  offer: Offer;
  replaces: string | undefined;
  /** What else one should know before. */
  warnings: ReactNode;
  /** The plan that comes after one that ends. */
  after: string;
  /** Undefined while it is not known, or where there is none. */
  provider: OfferedProvider | undefined;
  isPaying: boolean;
  /** What it cost when the page was opened, in minor units, where that was another price. */
  before: number | undefined;
  refusal: ApiError | undefined;
  onPay: (provider: OfferedProvider) => void;
}

/** Whose own pages may add tax to the price. */
const addsTax: ReadonlySet<OfferedProvider['name']> = new Set(['stripe', 'creem']);

/** The sum, what it is for and what follows; and the button. */
export function Summary({
  offer,
  replaces,
  warnings,
  after,
  provider,
  isPaying,
  before,
  refusal,
  onPay,
}: SummaryProps) {
  const { t, i18n } = useTranslation('checkout');
  const { price, credits } = offer;
  const terms = price.interval ?? (offer.isAgain ? 'packageAgain' : 'package');
  const sum = formatMoney(price.amountMinor, price.currency);
  return (
    <section className={styles['summary']} aria-label={t('summary')}>
      <h2>{t('summary')}</h2>
      <dl className={styles['sums']}>
        <div>
          <dt>
            {inLanguage(offer.name, i18n.language)}
            {price.interval !== null && <span className="quiet"> · {t(`span.${price.interval}`)}</span>}
          </dt>
          <dd className="number">{sum}</dd>
        </div>
        <div data-total="true">
          <dt>{t('total')}</dt>
          <dd className="number">{sum}</dd>
        </div>
      </dl>
      {credits && <Given credits={credits} />}
      {provider && price.amountMinor > 0 && (
        <p className={styles['terms']}>{t(addsTax.has(provider.name) ? 'tax.there' : 'tax.none')}</p>
      )}
      <p className={styles['terms']}>{t(`terms.${terms}`, { plan: after })}</p>
      {replaces !== undefined && (
        <Alert
          type="warning"
          showIcon
          title={t('replaces.title', { plan: replaces })}
          description={t('replaces.text', { plan: replaces })}
        />
      )}
      {warnings}
      {before !== undefined && (
        <Alert
          type="warning"
          showIcon
          role="alert"
          title={t('changed', { before: formatMoney(before, price.currency), now: sum })}
        />
      )}
      {refusal && <Refusal error={refusal} />}
      <Button
        type="primary"
        size="large"
        block
        loading={isPaying}
        disabled={provider === undefined}
        onClick={() => {
          if (provider && !isPaying) onPay(provider);
        }}
      >
        {price.amountMinor === 0 ? t('payNothing') : t('pay', { sum })}
      </Button>
      {provider && price.amountMinor > 0 && <p className={styles['terms']}>{t(`next.${provider.kind}`)}</p>}
    </section>
  );
}

/** What a package gives. */
function Given({ credits: { amount, daily, days } }: { credits: NonNullable<Offer['credits']> }) {
  const { t } = useTranslation('checkout');
  return (
    <ul className={styles['given']}>
      {amount > 0 && <li>{t('given.credits', { count: amount, amount: formatNumber(amount) })}</li>}
      {daily !== null && <li>{t('given.daily', { count: daily, amount: formatNumber(daily) })}</li>}
      <li>{t('given.days', { count: days, amount: formatNumber(days) })}</li>
    </ul>
  );
}
