import { currencyDigits } from '@meterstone/landing/numbers';
import { Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { amountText, parseAmount } from '../../../lib/language/money.ts';
import styles from './order-filters.module.css';

interface AmountRangeProps {
  currency: string;
  /** In the currency's smallest unit. */
  min: number | undefined;
  max: number | undefined;
  onChange: (changed: Record<string, string | undefined>) => void;
}

/** From which sum to which, in whole units as one writes them. */
export function AmountRange({ currency, min, max, onChange }: AmountRangeProps) {
  const { t } = useTranslation('adminOrders');
  return (
    <span className={styles['range']}>
      <Edge
        label={t('filter.min', { currency })}
        currency={currency}
        value={min}
        onChange={(to) => onChange({ min: to })}
      />
      <span aria-hidden>–</span>
      <Edge
        label={t('filter.max', { currency })}
        currency={currency}
        value={max}
        onChange={(to) => onChange({ max: to })}
      />
    </span>
  );
}

interface EdgeProps {
  label: string;
  currency: string;
  value: number | undefined;
  onChange: (minor: string | undefined) => void;
}

/** What is no sum of the currency is marked, and narrows nothing. */
function Edge({ label, currency, value, onChange }: EdgeProps) {
  const digits = currencyDigits(currency);
  const [text, setText] = useState(value === undefined ? '' : amountText(value, digits));
  const minor = parseAmount(text, digits);
  const isWrong = text.trim() !== '' && minor === undefined;
  const tell = () => {
    if (!isWrong) onChange(minor === undefined ? undefined : String(minor));
  };
  return (
    <Input
      className={styles['edge'] ?? ''}
      aria-label={label}
      aria-invalid={isWrong}
      placeholder={label}
      inputMode="decimal"
      value={text}
      {...(isWrong && { status: 'error' as const })}
      onChange={(event) => setText(event.target.value)}
      onBlur={tell}
      onPressEnter={tell}
    />
  );
}
