import { useQuery } from '@tanstack/react-query';
import { Alert, Form } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { plansQuery } from '../../../api/public-plans.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { nextPath } from '../../../paths.ts';

/** Reminds who came from the landing page of the plan they chose there. */
export function ChosenPlanNote() {
  const { t, i18n } = useTranslation('session');
  const [query] = useSearchParams();
  const code = new URL(nextPath(query.get('next')), location.origin).searchParams.get('plan');
  const plans = useQuery({ ...plansQuery, enabled: code !== null }).data;
  const plan = plans?.find((known) => known.code === code);
  if (!plan) return null;
  return (
    <Form.Item>
      <Alert
        type="info"
        showIcon
        title={t('register.chosen', { plan: inLanguage(plan.name, i18n.language) })}
      />
    </Form.Item>
  );
}
