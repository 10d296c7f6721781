import { DeleteOutlined } from '@ant-design/icons';
import { noUnit, type Feature } from '@meterstone/server/contract/catalog';
import { Button, Checkbox, Select, Tag, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { unitFor } from '../../../../lib/language/format.ts';
import { inLanguage } from '../../../../lib/language/translations.ts';
import { WholeNumberInput } from '../../../../ui/forms/whole-number-input.tsx';
import { StepButtons } from '../../../../ui/tables/step-buttons.tsx';
import { newFeature, type FeatureFields } from '../plan-fields.ts';
import type { PlanEditor } from '../use-plan-editor.ts';
import { Field } from './field.tsx';
import { OverageFields } from './overage-fields.tsx';
import styles from './plan-feature-fields.module.css';
import section from './section.module.css';

interface PlanFeatureFieldsProps {
  editor: PlanEditor;
  /** All there are; archived ones can be kept but not added. */
  features: readonly Feature[];
}

/** What the plan includes: how much of each feature, or whether at all, in the order in which people see it. */
export function PlanFeatureFields({ editor, features }: PlanFeatureFieldsProps) {
  const { t, i18n } = useTranslation('plans');
  const { fields } = editor.edit;
  const addable = features.filter(
    ({ code, archivedAt }) => archivedAt === null && !fields.features.some((has) => has.code === code),
  );
  return (
    <section className={section['section']}>
      <h2>{t('editor.features')}</h2>
      <p className={section['about']}>{t('editor.featuresHelp')}</p>
      {fields.features.length > 0 && (
        <ul className={section['list']}>
          {fields.features.map((feature, index) => (
            <FeatureRow
              key={feature.code}
              editor={editor}
              feature={feature}
              index={index}
              known={features.find(({ code }) => code === feature.code)}
            />
          ))}
        </ul>
      )}
      <Select<string, { value: string; label: string }>
        aria-label={t('editor.addFeature')}
        placeholder={addable.length > 0 ? t('editor.addFeature') : t('editor.noMoreFeatures')}
        disabled={addable.length === 0}
        showSearch={{ optionFilterProp: 'label' }}
        value={null}
        options={addable.map(({ code, name }) => ({
          value: code,
          label: `${inLanguage(name, i18n.language)} · ${code}`,
        }))}
        onChange={(added) => {
          const feature = addable.find(({ code }) => code === added);
          if (!feature) return;
          editor.change('features', (plan) => ({
            ...plan,
            features: [...plan.features, newFeature(feature)],
          }));
        }}
      />
    </section>
  );
}

interface RowProps {
  editor: PlanEditor;
  feature: FeatureFields;
  index: number;
  known: Feature | undefined;
}

function FeatureRow({ editor, feature, index, known }: RowProps) {
  const { t, i18n } = useTranslation('plans');
  const { t: common } = useTranslation();
  const name = known ? inLanguage(known.name, i18n.language) : feature.code;
  const set = (part: Partial<FeatureFields>, field: string) =>
    editor.change(`features.${index}.${field}`, (plan) => ({
      ...plan,
      features: plan.features.map((other, at) => (at === index ? { ...other, ...part } : other)),
    }));
  const error = editor.errorAt(`features.${index}.code`);
  return (
    <li className={styles['feature']}>
      <div className={styles['head']}>
        <span className={styles['name']}>
          {name} <small>{feature.code}</small>{' '}
          {known !== undefined && known.archivedAt !== null && <Tag>{t('editor.archivedFeature')}</Tag>}
        </span>
        <FeatureActions editor={editor} index={index} name={name} />
      </div>
      {error !== undefined && (
        <span role="alert" className={section['wrong']}>
          {error}
        </span>
      )}
      {feature.kind === 'boolean' ? (
        <Checkbox
          checked={feature.enabled}
          aria-label={t('editor.enabledOf', { feature: name })}
          onChange={({ target }) => set({ enabled: target.checked }, 'enabled')}
        >
          {common('quota.included')}
        </Checkbox>
      ) : (
        <MeteredFields
          feature={feature}
          name={name}
          unit={unitFor(2, known?.unit ?? noUnit)}
          set={set}
          errorAt={(field) => editor.errorAt(`features.${index}.${field}`)}
        />
      )}
    </li>
  );
}

const modes = ['number', 'unlimited', 'none'] as const;
const resetPeriods = ['daily', 'monthly', 'never'] as const;

interface MeteredFieldsProps {
  feature: FeatureFields;
  name: string;
  unit: string;
  set: (part: Partial<FeatureFields>, field: string) => void;
  errorAt: (field: string) => string | undefined;
}

function MeteredFields({ feature, name, unit, set, errorAt }: MeteredFieldsProps) {
  const { t } = useTranslation('plans');
  return (
    <div className={styles['metered']}>
      <Field label={t('editor.mode')} error={undefined}>
        {(input) => (
          <Select
            {...input}
            aria-label={t('editor.modeOf', { feature: name })}
            value={feature.mode}
            options={modes.map((value) => ({ value, label: t(`editor.modeName.${value}`) }))}
            onChange={(mode) => set({ mode }, 'mode')}
          />
        )}
      </Field>
      {feature.mode === 'number' && (
        <Field label={t('editor.quota')} error={errorAt('quota')}>
          {(input) => (
            <WholeNumberInput
              {...input}
              aria-label={t('editor.quotaOf', { feature: name })}
              suffix={unit && <span className="quiet">{unit}</span>}
              value={feature.quota}
              onChange={({ target }) => set({ quota: target.value }, 'quota')}
            />
          )}
        </Field>
      )}
      {feature.mode !== 'none' && (
        <Field label={t('editor.resetPeriod')} error={errorAt('resetPeriod')}>
          {(input) => (
            <Select
              {...input}
              aria-label={t('editor.resetPeriodOf', { feature: name })}
              value={feature.resetPeriod}
              options={resetPeriods.map((value) => ({ value, label: t(`reset.${value}`) }))}
              onChange={(resetPeriod) => set({ resetPeriod }, 'resetPeriod')}
            />
          )}
        </Field>
      )}
      {feature.mode === 'number' && (
        <div className={styles['thresholds']}>
          <Field label={t('editor.thresholds')} error={errorAt('thresholds')}>
            {(input) => (
              <Select
                {...input}
                aria-label={t('editor.thresholdsOf', { feature: name })}
                mode="tags"
                open={false}
                suffix=""
                tokenSeparators={[',', ' ', '，']}
                value={feature.thresholds.map(String)}
                onChange={(texts) => set({ thresholds: readPercentages(texts) }, 'thresholds')}
              />
            )}
          </Field>
        </div>
      )}
      {feature.mode === 'number' && (
        <OverageFields feature={feature} name={name} unit={unit} set={set} errorAt={errorAt} />
      )}
    </div>
  );
}

/** Percentages in ascending order, each once; what is no number is not taken. */
function readPercentages(texts: readonly string[]): number[] {
  const numbers = texts
    .map((text) => Number(text.replace(/[%％]/, '')))
    .filter((number) => !Number.isNaN(number));
  return [...new Set(numbers)].sort((one, other) => one - other);
}

function FeatureActions({ editor, index, name }: { editor: PlanEditor; index: number; name: string }) {
  const { t } = useTranslation('plans');
  const count = editor.edit.fields.features.length;
  const move = (to: number) =>
    editor.change('features', (plan) => {
      const features = [...plan.features];
      features.splice(to, 0, ...features.splice(index, 1));
      return { ...plan, features };
    });
  const remove = t('editor.removeFeature', { feature: name });
  return (
    <span className={styles['actions']}>
      <StepButtons
        up={{
          label: t('editor.featureUp', { feature: name }),
          move: index > 0 ? () => move(index - 1) : undefined,
        }}
        down={{
          label: t('editor.featureDown', { feature: name }),
          move: index + 1 < count ? () => move(index + 1) : undefined,
        }}
      />
      <Tooltip title={remove}>
        <Button
          type="text"
          size="small"
          icon={<DeleteOutlined />}
          aria-label={remove}
          onClick={() =>
            editor.change('features', (plan) => ({
              ...plan,
              features: plan.features.filter((_, at) => at !== index),
            }))
          }
        />
      </Tooltip>
    </span>
  );
}
