import { ChangePlansBody } from '@meterstone/server/contract/metering/plan-changes';
import { useQuery } from '@tanstack/react-query';
import { Button, Form, Select } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { assignPlans, planPreviewQuery, type MeantAccounts } from '../../../api/admin-accounts.ts';
import { planListQuery } from '../../../api/catalog.ts';
import { usePlanName } from '../../../api/use-catalog-names.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { newIdempotencyKey } from '../../../lib/new-idempotency-key.ts';
import { FormProblem } from '../../../ui/feedback/form-problem.tsx';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { useProblemText } from '../../../ui/feedback/use-problem-text.ts';
import { ReasonInput } from '../../../ui/forms/reason-field.tsx';
import { useContractForm } from '../../../ui/forms/use-contract-form.ts';
import { isPlanChanged } from '../is-plan-changed.ts';
import type { Done } from './done.ts';
import styles from './plan-changes.module.css';
import { PlanPreview } from './plan-preview.tsx';
import { willChange } from './sum-preview.ts';

interface Fields {
  planCode?: string;
  reason?: string;
}

interface PlansFormProps {
  meant: MeantAccounts;
  isSending: boolean;
  onSending: (isSending: boolean) => void;
  onDone: (done: Done) => void;
}

/** Which plan, what that would do, and why it is done. */
export function PlansForm({ meant, isSending, onSending, onDone }: PlansFormProps) {
  const { t, i18n } = useTranslation('accounts');
  const { t: tCommon } = useTranslation();
  const planName = usePlanName();
  const problemText = useProblemText();
  const { data: plans = [], isPending } = useQuery(planListQuery);
  const keyOf = useKeyOfContent();
  const [planCode, setPlanCode] = useState<string>();
  const preview = useQuery({
    ...planPreviewQuery(planCode ?? '', meant),
    // While it is done, what would be done changes with each account.
    enabled: planCode !== undefined && !isSending,
  });
  const { props, error } = useContractForm({
    schema: ChangePlansBody,
    // What is sent are the accounts of the preview: nobody gets a plan whom it has not shown.
    toInput: (values: Fields) => ({
      ...values,
      seenVersion: preview.data?.version,
      accountIds:
        preview.data?.accounts.flatMap(({ accountId, effect }) =>
          effect === 'refused' ? [] : [accountId],
        ) ?? [],
    }),
    send: async (input) => {
      if (!preview.data) return;
      onSending(true);
      try {
        const changed = await assignPlans(input, keyOf(input));
        onDone({ preview: preview.data, reason: input.reason, changed });
      } catch (problem) {
        if (isPlanChanged(problem)) void preview.refetch();
        throw problem;
      } finally {
        onSending(false);
      }
    },
  });
  const changing = preview.data?.accounts.filter(willChange).length ?? 0;
  return (
    <Form<Fields> {...props}>
      {error && <FormProblem text={isPlanChanged(error) ? t('many.planChanged') : problemText(error).text} />}
      <Form.Item name="planCode" label={t('plan.label')}>
        <Select
          loading={isPending}
          disabled={isSending}
          onChange={setPlanCode}
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={t('plan.choose')}
          options={plans
            .filter(({ status }) => status === 'active')
            .map(({ code, name }) => ({ value: code, label: inLanguage(name, i18n.language) }))}
        />
      </Form.Item>
      {planCode !== undefined && (
        <QueryView query={preview}>{(data) => <PlanPreview preview={data} />}</QueryView>
      )}
      <Form.Item name="reason" label={tCommon('reasonRequired')} extra={t('many.reasonHelp')}>
        <ReasonInput aria-required disabled={isSending} />
      </Form.Item>
      <div className={styles['acts']}>
        <Button type="primary" htmlType="submit" loading={isSending} disabled={changing === 0}>
          {planCode !== undefined && changing > 0
            ? t('many.submit', { count: changing, plan: planName(planCode) })
            : t('plan.change')}
        </Button>
      </div>
    </Form>
  );
}

/** The same key for what is sent again, as after a lost answer; another for anything else. */
function useKeyOfContent(): (content: object) => string {
  const sent = useRef({ text: '', key: '' });
  return (content) => {
    const text = JSON.stringify(content);
    if (sent.current.text !== text) sent.current = { text, key: newIdempotencyKey() };
    return sent.current.key;
  };
}
