import { Switch } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../../../ui/forms/choices/choice.tsx';
import styles from './trend-controls.module.css';
import { granularities, type TrendFilter } from './use-trend-filter.ts';

interface ControlsProps {
  filter: TrendFilter;
  onChange: (changed: Partial<TrendFilter>) => void;
}

/** Of what feature. */
export function FeatureSelect({
  value,
  features,
  onChange,
}: {
  value: string | undefined;
  features: { code: string; name: string }[];
  onChange: (featureCode: string) => void;
}) {
  const { t } = useTranslation('trends');
  return (
    <Choice
      label={t('feature')}
      value={value}
      options={features.map(({ code, name }) => ({ value: code, label: name }))}
      onChange={onChange}
    />
  );
}

/** By hour, day or month. */
export function GranularitySelect({ filter, onChange }: ControlsProps) {
  const { t } = useTranslation('trends');
  return (
    <Choice
      label={t('granularity')}
      value={filter.granularity}
      options={granularities.map((value) => ({ value, label: t(`by.${value}`) }))}
      onChange={(granularity) => onChange({ granularity })}
    />
  );
}

/** With the span before, or without. */
export function CompareSwitch({ filter, onChange }: ControlsProps) {
  const { t } = useTranslation('trends');
  const id = useId();
  return (
    <span className={styles['compare']}>
      <Switch
        id={id}
        size="small"
        checked={filter.isComparing}
        onChange={(isComparing) => onChange({ isComparing })}
      />
      <label htmlFor={id}>{t('compare')}</label>
    </span>
  );
}
