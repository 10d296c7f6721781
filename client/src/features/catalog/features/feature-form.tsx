import {
  FeatureDraft,
  FeatureUpdate,
  noUnit,
  type AdminPlan,
  type Feature,
} from '@meterstone/server/contract/catalog';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form, Input, Select } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createFeature, featureListQuery, updateFeature } from '../../../api/catalog.ts';
import { isSame } from '../../../lib/is-same.ts';
import { newIdempotencyKey } from '../../../lib/new-idempotency-key.ts';
import { FormProblem } from '../../../ui/feedback/form-problem.tsx';
import { useProblemText } from '../../../ui/feedback/use-problem-text.ts';
import { useContractForm } from '../../../ui/forms/use-contract-form.ts';
import { useTakenCode } from '../../../ui/forms/use-taken-code.ts';
import styles from './feature-form.module.css';
import { PlanLinks } from './plan-links.tsx';

interface Texts {
  en: string;
  'zh-CN': string;
}

interface Fields {
  code: string;
  name: Texts;
  description: Texts;
  kind: Feature['kind'];
  unit: Texts;
}

const empty: Fields = {
  code: '',
  name: { en: '', 'zh-CN': '' },
  description: { en: '', 'zh-CN': '' },
  kind: 'metered',
  unit: noUnit,
};

function fieldsOf({ code, name, description, kind, unit }: Feature): Fields {
  return { code, name, description: description ?? empty.description, kind, unit };
}

interface FeatureFormProps {
  /** Absent for a new one. */
  feature: Feature | undefined;
  plans: readonly AdminPlan[];
  onSaved: (feature: Feature) => void;
}

/** Everything about a feature. What others save meanwhile does not overwrite what is being typed. */
export function FeatureForm({ feature, plans, onSaved }: FeatureFormProps) {
  const { t } = useTranslation('features');
  const { t: common } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const present = feature ? fieldsOf(feature) : empty;
  const [start, setStart] = useState(present);
  const key = useMemo(newIdempotencyKey, []);
  const takenText = useTakenCode(useQuery(featureListQuery).data ?? []);
  const { form, props, isSending, error } = useContractForm({
    schema: feature ? FeatureUpdate : FeatureDraft,
    toInput: ({ code, ...fields }: Fields) => (feature ? fields : { ...fields, code: code.trim() }),
    send: async (input) => {
      const saved = feature
        ? await updateFeature(feature.code, input)
        : await createFeature(FeatureDraft.parse(input), key);
      void client.invalidateQueries({ queryKey: ['admin'] });
      onSaved(saved);
    },
    warn: ({ code }) => (feature ? {} : { code: takenText(code) }),
  });
  const kind = Form.useWatch('kind', form);
  return (
    <Form {...props} initialValues={start}>
      {!isSending && !isSame(start, present) && (
        <Form.Item>
          <Alert
            type="warning"
            showIcon
            role="alert"
            title={t('form.changed')}
            action={
              <Button
                size="small"
                onClick={() => {
                  form.setFieldsValue(present);
                  setStart(present);
                }}
              >
                {t('form.loadTheirs')}
              </Button>
            }
          />
        </Form.Item>
      )}
      {error && <FormProblem text={problemText(error).text} />}
      {!feature && (
        <Form.Item name="code" label={t('form.code')} extra={t('form.codeHelp')}>
          <Input autoComplete="off" />
        </Form.Item>
      )}
      <FeatureFields isFixed={feature !== undefined && feature.plans.length > 0} kind={kind} />
      {feature && (
        <Form.Item label={t('form.usedIn')}>
          <PlanLinks codes={feature.plans} plans={plans} />
        </Form.Item>
      )}
      <Button type="primary" htmlType="submit" block loading={isSending}>
        {feature ? common('save') : t('form.create')}
      </Button>
    </Form>
  );
}

/** `isFixed`: plans have the feature, so its kind stays. */
function FeatureFields({ isFixed, kind }: { isFixed: boolean; kind: Feature['kind'] | undefined }) {
  const { t } = useTranslation('features');
  return (
    <div className={styles['fields']}>
      <Form.Item name={['name', 'en']} label={t('form.nameEn')}>
        <Input lang="en" />
      </Form.Item>
      <Form.Item name={['name', 'zh-CN']} label={t('form.nameZh')}>
        <Input lang="zh-CN" />
      </Form.Item>
      <Form.Item name={['description', 'en']} label={t('form.descriptionEn')}>
        <Input.TextArea lang="en" autoSize={{ minRows: 2, maxRows: 6 }} />
      </Form.Item>
      <Form.Item name={['description', 'zh-CN']} label={t('form.descriptionZh')}>
        <Input.TextArea lang="zh-CN" autoSize={{ minRows: 2, maxRows: 6 }} />
      </Form.Item>
      <Form.Item
        name="kind"
        label={t('form.kind')}
        extra={isFixed ? t('form.kindFixed') : t('form.kindHelp')}
      >
        <Select
          disabled={isFixed}
          options={(['metered', 'boolean'] as const).map((value) => ({ value, label: t(`kind.${value}`) }))}
        />
      </Form.Item>
      {kind !== 'boolean' && (
        <>
          <Form.Item name={['unit', 'en']} label={t('form.unitEn')} extra={t('form.unitEnHelp')}>
            <Input lang="en" />
          </Form.Item>
          <Form.Item name={['unit', 'zh-CN']} label={t('form.unitZh')} extra={t('form.unitZhHelp')}>
            <Input lang="zh-CN" />
          </Form.Item>
        </>
      )}
    </div>
  );
}
