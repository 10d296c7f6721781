import type { Plan } from '@meterstone/server/contract/catalog';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readPlans } from '../../../api/http/entrance.ts';
import { formatPrice } from '../../../lib/language/format.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { nextPath } from '../../../paths.ts';

/** What somebody who came from the landing page chose there, and at which price, in words; once it is known. */
export function useChosenPlan(): string | undefined {
  const { t, i18n } = useTranslation('session');
  const next = nextPath(new URLSearchParams(location.search).get('next'));
  const chosen = new URL(next, location.origin).searchParams;
  const code = chosen.get('plan');
  const [found, setFound] = useState<Plan>();
  useEffect(() => {
    if (code === null) return;
    readPlans().then(
      (plans) => setFound(plans.find((plan) => plan.code === code)),
      // It is a reminder only.
      () => undefined,
    );
  }, [code]);
  if (!found) return undefined;
  const plan = inLanguage(found.name, i18n.language);
  const price = found.prices.find(
    ({ interval, currency }) => interval === chosen.get('interval') && currency === chosen.get('currency'),
  );
  if (!price) return t('register.chosen', { plan });
  const sum = formatPrice(price.amountMinor, price.currency);
  const per = t(`choose.per.${price.interval}`);
  return t('register.chosenAt', { plan, price: `${sum} ${per}` });
}
