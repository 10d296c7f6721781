import { useQuery } from '@tanstack/react-query';
import { Checkbox, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { planListQuery } from '../../../../api/catalog.ts';
import { useTakenCode } from '../../../../ui/forms/use-taken-code.ts';
import type { PlanFields } from '../plan-fields.ts';
import type { PlanEditor } from '../use-plan-editor.ts';
import choice from './choice.module.css';
import { Field } from './field.tsx';
import styles from './plan-text-fields.module.css';
import section from './section.module.css';

const languages = ['en', 'zh-CN'] as const;
const statuses = ['draft', 'active', 'archived'] as const;

/** The names and descriptions of a plan in both languages, and the code of a new one. */
export function PlanTextFields({ editor }: { editor: PlanEditor }) {
  const { t } = useTranslation('plans');
  return (
    <section className={section['section']}>
      <h2>{t('editor.texts')}</h2>
      {editor.edit.version === null && <CodeField editor={editor} />}
      {(['name', 'description'] as const).map((field) => (
        <div key={field} className={styles['pair']}>
          {languages.map((language) => (
            <TextField key={language} editor={editor} field={field} language={language} />
          ))}
        </div>
      ))}
    </section>
  );
}

function CodeField({ editor: { edit, change, errorAt } }: { editor: PlanEditor }) {
  const { t } = useTranslation('plans');
  const takenText = useTakenCode(useQuery(planListQuery).data ?? []);
  const { code } = edit.fields;
  return (
    <Field label={t('field.code')} help={t('editor.codeHelp')} error={errorAt('code') ?? takenText(code)}>
      {(input) => (
        <Input
          {...input}
          value={code}
          autoComplete="off"
          onChange={({ target }) => change('code', (plan) => ({ ...plan, code: target.value }))}
        />
      )}
    </Field>
  );
}

interface TextFieldProps {
  editor: PlanEditor;
  field: 'name' | 'description';
  language: (typeof languages)[number];
}

function TextField({ editor: { edit, change, errorAt }, field, language }: TextFieldProps) {
  const { t } = useTranslation('plans');
  const path = `${field}.${language}`;
  const value = edit.fields[field][language];
  const set = (text: string) =>
    change(path, (plan) => ({ ...plan, [field]: { ...plan[field], [language]: text } }));
  return (
    <Field label={t(`field.${field}.${language}`)} error={errorAt(path)}>
      {(input) =>
        field === 'name' ? (
          <Input {...input} lang={language} value={value} onChange={({ target }) => set(target.value)} />
        ) : (
          <Input.TextArea
            {...input}
            lang={language}
            value={value}
            autoSize={{ minRows: 2, maxRows: 6 }}
            onChange={({ target }) => set(target.value)}
          />
        )
      }
    </Field>
  );
}

/** Whether the plan is on offer, recommended, and where newcomers start. */
export function PlanOfferFields({ editor: { edit, change, errorAt } }: { editor: PlanEditor }) {
  const { t } = useTranslation('plans');
  const { t: common } = useTranslation();
  const { fields, base } = edit;
  const set = (part: Partial<PlanFields>, path: string) => change(path, (plan) => ({ ...plan, ...part }));
  // A default can be given, not taken: there is always one.
  const staysDefault = edit.version !== null && base.isDefault;
  return (
    <section className={section['section']}>
      <h2>{t('editor.offer')}</h2>
      <Field label={t('field.status')} error={errorAt('status')}>
        {(input) => (
          <Select
            {...input}
            value={fields.status}
            options={statuses.map((value) => ({ value, label: common(`status.${value}`) }))}
            onChange={(status) => set({ status }, 'status')}
          />
        )}
      </Field>
      <div className={`${styles['offer']} ${choice['choices']}`}>
        <Checkbox
          checked={fields.highlighted}
          onChange={({ target }) => set({ highlighted: target.checked }, 'highlighted')}
        >
          {t('field.highlighted')}
          <span className={choice['help']}>{t('editor.highlightedHelp')}</span>
        </Checkbox>
        <Checkbox
          checked={fields.isDefault}
          disabled={staysDefault}
          onChange={({ target }) => set({ isDefault: target.checked }, 'isDefault')}
        >
          {t('field.isDefault')}
          <span className={choice['help']}>
            {staysDefault ? t('editor.isDefaultStays') : t('editor.isDefaultHelp')}
          </span>
        </Checkbox>
        {fields.isDefault && fields.status !== 'active' && (
          <span role="alert" className={section['wrong']}>
            {t('editor.isDefaultNeedsActive')}
          </span>
        )}
      </div>
    </section>
  );
}
