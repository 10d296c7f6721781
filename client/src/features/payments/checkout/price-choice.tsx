import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatPrice } from '../../../lib/language/format.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { RadioList } from '../../../ui/forms/choices/radio-list.tsx';
import styles from './checkout.module.css';
import type { Offer } from './offer.ts';

interface PriceChoiceProps {
  offer: Offer;
  /** What a year saves, in words. */
  saving: string | undefined;
  about: ReactNode;
  onChange: (wanted: { interval?: string; currency?: string }) => void | Promise<void>;
}

/** What it is, for how long, and in which currency, where there is a choice. */
export function PriceChoice({ offer, saving, about, onChange }: PriceChoiceProps) {
  const { t, i18n } = useTranslation('checkout');
  const { price, periods, currencies, name, description } = offer;
  const spans = periods.flatMap(({ interval, amountMinor, currency }) =>
    interval === null
      ? []
      : [
          {
            value: interval,
            label: t(`span.${interval}`),
            note: [formatPrice(amountMinor, currency), interval === 'year' && saving]
              .filter(Boolean)
              .join(' · '),
          },
        ],
  );
  return (
    <>
      <div>
        <h2 className={styles['name']}>{inLanguage(name, i18n.language)}</h2>
        <p className={styles['description']}>{inLanguage(description, i18n.language)}</p>
        {about}
      </div>
      {spans.length > 1 && (
        <RadioList
          label={t('period')}
          value={price.interval ?? undefined}
          options={spans}
          onChange={(interval) => onChange({ interval })}
        />
      )}
      {currencies.length > 1 && (
        <RadioList
          isRow
          label={t('currency')}
          value={price.currency}
          options={currencies.map((code) => ({ value: code, label: code }))}
          onChange={(currency) => onChange({ currency })}
        />
      )}
    </>
  );
}
