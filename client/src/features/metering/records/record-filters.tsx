import { Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import { usePublicFeatureName } from '../../../api/use-catalog-names.ts';
import { addDays, dateOf } from '../../../lib/time/calendar.ts';
import { DayRange } from '../../../ui/forms/day-range.tsx';
import { useMeteredFeatures } from '../metered-features.ts';
import filters from '../own-filters.module.css';
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
    <div className={filters['filters']} role="group" aria-label={t('filters')}>
      <FeatureFilter value={filter.featureCode} onChange={(feature) => onChange({ feature })} />
      <Days addressed={addressed} timeZone={timeZone} onChange={onChange} />
      <Select
        allowClear
        aria-label={t('kindLabel')}
        placeholder={t('kindLabel')}
        value={filter.kind ?? null}
        options={kinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
        onChange={(kind: string | undefined) => onChange({ kind })}
        className={filters['select'] ?? ''}
      />
      <Select
        allowClear
        aria-label={t('lateLabel')}
        placeholder={t('lateLabel')}
        value={filter.late === undefined ? null : filter.late ? 'true' : 'false'}
        options={[
          { value: 'true', label: t('lateOnly') },
          { value: 'false', label: t('lateNot') },
        ]}
        onChange={(late: string | undefined) => onChange({ late })}
        className={filters['select'] ?? ''}
      />
    </div>
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
    <Select
      allowClear
      aria-label={t('feature')}
      placeholder={t('feature')}
      value={value ?? null}
      options={all.map(({ code, name }) => ({ value: code, label: name }))}
      onChange={(feature: string | undefined) => onChange(feature)}
      className={filters['select'] ?? ''}
    />
  );
}

function Days({ addressed: { firstDay, lastDay }, timeZone, onChange }: RecordFiltersProps) {
  const { t } = useTranslation('records');
  const today = dateOf(Date.now(), timeZone);
  const lastDays = (days: number): [Dayjs, Dayjs] => [dayjs(addDays(today, 1 - days)), dayjs(today)];
  return (
    <DayRange
      first={firstDay}
      last={lastDay}
      labels={{ first: t('from'), last: t('to') }}
      presets={[
        { label: t('lastDays', { count: 1 }), value: lastDays(1) },
        { label: t('lastDays', { count: 7 }), value: lastDays(7) },
        { label: t('lastDays', { count: 30 }), value: lastDays(30) },
        { label: t('thisMonth'), value: [dayjs(today).startOf('month'), dayjs(today)] },
      ]}
      onChange={(from, to) => onChange({ from, to })}
    />
  );
}
