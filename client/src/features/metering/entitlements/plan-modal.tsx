import { AssignPlanBody, type AccountDetail } from '@meterstone/server/contract/metering/accounts';
import { useQuery } from '@tanstack/react-query';
import { Form, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { assignPlan, liftOverride } from '../../../api/admin-accounts.ts';
import { planListQuery } from '../../../api/catalog.ts';
import { usePlanName } from '../../../api/use-catalog-names.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { ActModal } from '../../../ui/forms/act-modal.tsx';
import { useAct } from '../../../ui/forms/use-act.ts';
import { isPlanChanged } from '../is-plan-changed.ts';
import { PlanEffects } from './plan-effects.tsx';

interface Fields {
  planCode?: string;
  reason?: string;
  /** Of which features the override is lifted, too. */
  lift?: Record<string, boolean>;
}

const WithLifts = AssignPlanBody.extend({ lift: z.record(z.string(), z.boolean().optional()).optional() });

/** Gives the account another plan, after saying what that changes. */
export function PlanModal({ account, onClosed }: { account: AccountDetail; onClosed: () => void }) {
  const { t, i18n } = useTranslation('accounts');
  const planName = usePlanName();
  const { data: plans = [], isPending, refetch } = useQuery(planListQuery);
  const act = useAct({
    schema: WithLifts,
    // What is given is what was shown of it.
    toInput: (values: Fields) => ({
      ...values,
      seenVersion: plans.find(({ code }) => code === values.planCode)?.version,
    }),
    send: async ({ lift, ...input }) => {
      // Sent once more after only an override has failed, the plan is there already.
      if (input.planCode !== account.planCode) {
        await assignPlan(account.id, input).catch(async (problem: unknown) => {
          if (isPlanChanged(problem)) await refetch();
          throw problem;
        });
      }
      for (const { featureCode } of account.overrides) {
        if (lift?.[featureCode]) await liftOverride(account.id, featureCode, { reason: input.reason });
      }
      return t('plan.done', { name: account.name, plan: planName(input.planCode) });
    },
    onClosed,
  });
  const planCode = Form.useWatch('planCode', act.form.form);
  const chosen = plans.find(({ code }) => code === planCode);
  return (
    <ActModal
      act={act}
      title={t('plan.title', { name: account.name })}
      submit={chosen ? t('plan.submit', { plan: planName(chosen.code) }) : t('plan.change')}
      isSubmitDisabled={!chosen}
      problem={(error) => (isPlanChanged(error) ? t('many.planChanged') : undefined)}
    >
      <Form.Item name="planCode" label={t('plan.label')}>
        <Select
          loading={isPending}
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={t('plan.choose')}
          options={plans
            .filter(({ code, status }) => status === 'active' && code !== account.planCode)
            .map(({ code, name }) => ({ value: code, label: inLanguage(name, i18n.language) }))}
        />
      </Form.Item>
      {chosen && <PlanEffects account={account} plan={chosen} />}
    </ActModal>
  );
}
