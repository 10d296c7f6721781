import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readPlans } from '../../../api/http/entrance.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { nextPath } from '../../../paths.ts';

/** The name of the plan that somebody who came from the landing page chose there, once it is known. */
export function useChosenPlan(): string | undefined {
  const { i18n } = useTranslation();
  const next = nextPath(new URLSearchParams(location.search).get('next'));
  const code = new URL(next, location.origin).searchParams.get('plan');
  const [name, setName] = useState<Record<string, string>>();
  useEffect(() => {
    if (code === null) return;
    readPlans().then(
      (plans) => setName(plans.find((plan) => plan.code === code)?.name),
      // It is a reminder only.
      () => undefined,
    );
  }, [code]);
  return name && inLanguage(name, i18n.language);
}
