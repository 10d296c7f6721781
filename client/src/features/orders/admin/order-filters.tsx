import { OrderStatus } from '@meterstone/server/contract/orders';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { orderStatisticsQuery } from '../../../api/orders/admin.ts';
import { Filters, FilterSelect } from '../../../ui/forms/filter-bar.tsx';
import { SearchField } from '../../../ui/forms/search-field.tsx';
import { PastDays } from '../../../ui/forms/time/past-days.tsx';
import { AmountRange } from './amount-range.tsx';
import { providers, type AddressedOrders } from './order-filter.ts';
import styles from './order-filters.module.css';
import { useOrderWords } from './use-order-words.ts';

interface OrderFiltersProps {
  addressed: AddressedOrders;
  timeZone: string;
  onChange: (changed: Record<string, string | undefined>) => void;
}

/** Number or e-mail, status, provider, days, currency and sum. Days are those of the admin's calendar. */
export function OrderFilters({ addressed, timeZone, onChange }: OrderFiltersProps) {
  const { t } = useTranslation('adminOrders');
  const { providerText, statusText } = useOrderWords();
  const { search, firstDay, lastDay } = addressed;
  const { currency } = search;
  return (
    <Filters label={t('filter.all')}>
      <div className={styles['search']}>
        <SearchField
          value={search.q ?? ''}
          label={t('filter.search')}
          onSearch={(q) => onChange({ q: q || undefined })}
        />
      </div>
      <FilterSelect
        label={t('column.status')}
        value={search.status}
        options={OrderStatus.options.map((value) => ({ value, label: statusText(value) }))}
        onChange={(status) => onChange({ status })}
      />
      <FilterSelect
        label={t('column.provider')}
        value={search.provider}
        options={providers.map((value) => ({ value, label: providerText(value) }))}
        onChange={(provider) => onChange({ provider })}
      />
      <PastDays firstDay={firstDay} lastDay={lastDay} timeZone={timeZone} onChange={onChange} />
      <CurrencyFilter
        value={currency}
        onChange={(to) => onChange({ currency: to, min: undefined, max: undefined })}
      />
      {currency !== undefined && (
        <AmountRange
          key={currency}
          currency={currency}
          min={search.minMinor}
          max={search.maxMinor}
          onChange={onChange}
        />
      )}
    </Filters>
  );
}

interface CurrencyFilterProps {
  value: string | undefined;
  onChange: (currency: string | undefined) => void;
}

/** Those in which anything was sold within a year. */
function CurrencyFilter({ value, onChange }: CurrencyFilterProps) {
  const { t } = useTranslation('adminOrders');
  const { data } = useQuery(orderStatisticsQuery({ granularity: 'month' }));
  const sold = data?.currencies.map(({ currency }) => currency) ?? [];
  const all = value === undefined || sold.includes(value) ? sold : [...sold, value];
  return (
    <FilterSelect
      label={t('filter.currency')}
      value={value}
      options={all.map((currency) => ({ value: currency, label: currency }))}
      onChange={onChange}
    />
  );
}
