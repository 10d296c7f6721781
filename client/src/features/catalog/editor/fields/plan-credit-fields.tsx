import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { WholeNumberInput } from '../../../../ui/forms/whole-number-input.tsx';
import type { PlanFields } from '../plan-fields.ts';
import type { PlanEditor } from '../use-plan-editor.ts';
import { Field } from './field.tsx';
import styles from './plan-credit-fields.module.css';
import section from './section.module.css';

const intervals = ['month', 'year'] as const;

/** Which credits the plan includes: how many, how often, and how long they live on. */
export function PlanCreditFields({ editor: { edit, change, errorAt } }: { editor: PlanEditor }) {
  const { t } = useTranslation('plans');
  const { credits } = edit.fields;
  const set = (part: Partial<PlanFields['credits']>, path: string) =>
    change(path, (plan) => ({ ...plan, credits: { ...plan.credits, ...part } }));
  return (
    <section className={section['section']}>
      <h2>{t('editor.credits')}</h2>
      <p className={section['about']}>{t('editor.creditsHelp')}</p>
      <div className={styles['credits']}>
        <Field label={t('editor.creditsAmount')} error={errorAt('credits.amount')}>
          {(input) => (
            <WholeNumberInput
              {...input}
              value={credits.amount}
              onChange={({ target }) => set({ amount: target.value }, 'credits.amount')}
            />
          )}
        </Field>
        <Field label={t('editor.creditsInterval')} error={errorAt('credits.interval')}>
          {(input) => (
            <Select
              {...input}
              value={credits.interval}
              options={intervals.map((value) => ({ value, label: t(`editor.intervalName.${value}`) }))}
              onChange={(interval) => set({ interval }, 'credits.interval')}
            />
          )}
        </Field>
        <Field
          label={t('editor.rollover')}
          help={t('editor.rolloverHelp')}
          error={errorAt('credits.rolloverPeriods')}
        >
          {(input) => (
            <WholeNumberInput
              {...input}
              value={credits.rolloverPeriods}
              onChange={({ target }) => set({ rolloverPeriods: target.value }, 'credits.rolloverPeriods')}
            />
          )}
        </Field>
      </div>
    </section>
  );
}
