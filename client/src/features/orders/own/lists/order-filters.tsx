import { OrderStatus } from '@meterstone/server/contract/orders';
import { useTranslation } from 'react-i18next';
import { Filters, FilterSelect } from '../../../../ui/forms/filter-bar.tsx';
import { PastDays } from '../../../../ui/forms/time/past-days.tsx';
import type { AddressedOrders } from './order-filter.ts';

interface OrderFiltersProps {
  addressed: AddressedOrders;
  timeZone: string;
  onChange: (changed: Record<string, string | undefined>) => void;
}

/** Status and days of orders. */
export function OrderFilters({ addressed, timeZone, onChange }: OrderFiltersProps) {
  const { t } = useTranslation('orders');
  const { filter, firstDay, lastDay } = addressed;
  return (
    <Filters label={t('filters')}>
      <FilterSelect
        label={t('statusLabel')}
        placeholder={t('allStatuses')}
        value={filter.status}
        options={OrderStatus.options.map((value) => ({ value, label: t(`status.${value}`) }))}
        onChange={(status) => onChange({ status })}
      />
      <PastDays firstDay={firstDay} lastDay={lastDay} timeZone={timeZone} onChange={onChange} />
    </Filters>
  );
}
