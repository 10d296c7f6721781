import type { Plan } from '@meterstone/server/contract/catalog';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readPlans } from '../../../api/http/entrance.ts';
import { formatPrice } from '../../../lib/language/format.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { nextPath } from '../../../paths.ts';

interface Chosen {
  text: string;
  /** The plans are not there yet, or not to be had: about as long a text, which nobody is to read. */
  isComing: boolean;
}

type Interval = Plan['prices'][number]['interval'];
const intervals: readonly Interval[] = ['month', 'year', 'lifetime'];

/** As wide as most, for as long as the price is not known. */
const sumToCome = '$00.00';

/** What somebody who came from the landing page chose there, and at which price, in words. */
export function useChosenPlan(): Chosen | undefined {
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
  if (code === null) return undefined;
  const wanted = chosen.get('interval');
  const textAt = (plan: string, sum: string, interval: Interval) => {
    const per = t(`choose.per.${interval}`);
    return t('register.chosenAt', { plan, price: `${sum} ${per}` });
  };
  if (!found) {
    const interval = intervals.find((known) => known === wanted);
    const text = interval ? textAt(code, sumToCome, interval) : t('register.chosen', { plan: code });
    return { text, isComing: true };
  }
  const plan = inLanguage(found.name, i18n.language);
  const price = found.prices.find(
    ({ interval, currency }) => interval === wanted && currency === chosen.get('currency'),
  );
  const text = price
    ? textAt(plan, formatPrice(price.amountMinor, price.currency), price.interval)
    : t('register.chosen', { plan });
  return { text, isComing: false };
}
