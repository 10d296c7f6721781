import { AccountLevel, AccountSort, AccountState } from '@meterstone/server/contract/metering/accounts';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { planListQuery } from '../../../api/catalog.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { FilterBar, FilterSelect } from '../../../ui/forms/filter-bar.tsx';
import { SearchField } from '../../../ui/forms/search-field.tsx';
import type { AddressedAccounts } from './address.ts';

interface AccountFiltersProps {
  filter: AddressedAccounts;
  onChange: (changed: Record<string, string | undefined>) => void;
}

/** Who is looked for, and in which order they are listed. */
export function AccountFilters({ filter, onChange }: AccountFiltersProps) {
  const { t, i18n } = useTranslation('accounts');
  const { data: plans = [] } = useQuery(planListQuery);
  return (
    <FilterBar>
      <SearchField
        value={filter.q ?? ''}
        label={t('search')}
        onSearch={(q) => onChange({ q: q || undefined })}
      />
      <FilterSelect
        label={t('filter.level')}
        value={filter.level}
        options={AccountLevel.options.map((value) => ({ value, label: t(`filter.atLeast.${value}`) }))}
        onChange={(level) => onChange({ level })}
      />
      <FilterSelect
        label={t('columns.plan')}
        value={filter.planCode}
        options={plans.map(({ code, name }) => ({ value: code, label: inLanguage(name, i18n.language) }))}
        onChange={(plan) => onChange({ plan })}
      />
      <FilterSelect
        label={t('filter.state')}
        placeholder={t('state.open')}
        value={filter.state}
        options={AccountState.options.map((value) => ({ value, label: t(`state.${value}`) }))}
        onChange={(state) => onChange({ state })}
      />
      <FilterSelect
        label={t('filter.sort')}
        placeholder={t('sort.created')}
        value={filter.sort}
        options={AccountSort.options.map((value) => ({ value, label: t(`sort.${value}`) }))}
        onChange={(sort) => onChange({ sort })}
      />
    </FilterBar>
  );
}
