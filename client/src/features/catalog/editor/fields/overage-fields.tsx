import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { WholeNumberInput } from '../../../../ui/forms/whole-number-input.tsx';
import type { FeatureFields } from '../plan-fields.ts';
import { Field } from './field.tsx';

interface OverageFieldsProps {
  feature: FeatureFields;
  name: string;
  unit: string;
  set: (part: Partial<FeatureFields>, field: string) => void;
  errorAt: (field: string) => string | undefined;
}

const policies = ['block', 'credits'] as const;

/** What becomes of use beyond the quota, and how many credits pay for how much of it. */
export function OverageFields({ feature, name, unit, set, errorAt }: OverageFieldsProps) {
  const { t } = useTranslation('plans');
  return (
    <>
      <Field label={t('editor.overage')} error={errorAt('overage')}>
        {(input) => (
          <Select
            {...input}
            aria-label={t('editor.overageOf', { feature: name })}
            value={feature.overage}
            options={policies.map((value) => ({ value, label: t(`editor.overageName.${value}`) }))}
            onChange={(overage) => set({ overage }, 'overage')}
          />
        )}
      </Field>
      {feature.overage === 'credits' && (
        <>
          <Field
            label={t('editor.rateCredits')}
            help={t('editor.rateHelp')}
            error={errorAt('overageRate.credits') ?? errorAt('overageRate')}
          >
            {(input) => (
              <WholeNumberInput
                {...input}
                aria-label={t('editor.rateCreditsOf', { feature: name })}
                value={feature.rateCredits}
                onChange={({ target }) => set({ rateCredits: target.value }, 'overageRate.credits')}
              />
            )}
          </Field>
          <Field label={t('editor.ratePer')} error={errorAt('overageRate.per')}>
            {(input) => (
              <WholeNumberInput
                {...input}
                aria-label={t('editor.ratePerOf', { feature: name })}
                suffix={unit && <span className="quiet">{unit}</span>}
                value={feature.ratePer}
                onChange={({ target }) => set({ ratePer: target.value }, 'overageRate.per')}
              />
            )}
          </Field>
        </>
      )}
    </>
  );
}
