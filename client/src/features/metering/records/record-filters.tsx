import { useTranslation } from 'react-i18next';
import { usePublicFeatureName } from '../../../api/use-catalog-names.ts';
import { Filters, FilterSelect } from '../../../ui/forms/filter-bar.tsx';
import { PastDays } from '../../../ui/forms/time/past-days.tsx';
import { useMeteredFeatures } from '../metered-features.ts';
import type { AddressedFilter } from './record-filter.ts';

interface RecordFiltersProps {
  addressed: AddressedFilter;
  timeZone: string;
  onChange: (changed: Record<string, string | undefined>) => void;
}

const kinds = ['use', 'void', 'reset'] as const;

/** Feature, days, kind and lateness. Days are those of the account's calendar, whatever zone the browser is in. */
export function RecordFilters({ addressed, timeZone, onChange }: RecordFiltersProps) {
  const { t } = useTranslation('records');
  const { filter } = addressed;
  return (
    <Filters label={t('filters')}>
      <FeatureFilter value={filter.featureCode} onChange={(feature) => onChange({ feature })} />
      <PastDays
        firstDay={addressed.firstDay}
        lastDay={addressed.lastDay}
        timeZone={timeZone}
        onChange={onChange}
      />
      <FilterSelect
        label={t('kindLabel')}
        value={filter.kind}
        options={kinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
        onChange={(kind) => onChange({ kind })}
      />
      <FilterSelect
        label={t('lateLabel')}
        value={filter.late === undefined ? undefined : filter.late ? 'true' : 'false'}
        options={[
          { value: 'true', label: t('lateOnly') },
          { value: 'false', label: t('lateNot') },
        ]}
        onChange={(late) => onChange({ late })}
      />
    </Filters>
  );
}

interface FeatureFilterProps {
  value: string | undefined;
  onChange: (featureCode: string | undefined) => void;
}

function FeatureFilter({ value, onChange }: FeatureFilterProps) {
  const { t } = useTranslation('records');
  const nameOf = usePublicFeatureName();
  const features = useMeteredFeatures();
  // The account may have had it under an earlier plan.
  const isForeign = value !== undefined && features.every(({ code }) => code !== value);
  const all = isForeign ? [...features, { code: value, name: nameOf(value) }] : features;
  return (
    <FilterSelect
      label={t('feature')}
      value={value}
      options={all.map(({ code, name }) => ({ value: code, label: name }))}
      onChange={onChange}
    />
  );
}
