import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { overviewQuery } from '../../../api/metering.ts';
import { plansQuery } from '../../../api/public-plans.ts';
import { useMe } from '../../../api/use-session.ts';
import { formatDay } from '../../../lib/language/format.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { paths } from '../../../paths.ts';

/** `Pro · renews 14 Dec · See plans` */
export function PlanLine() {
  const { t, i18n } = useTranslation('usage');
  const { timeZone } = useMe().account;
  const shown = useQuery({
    ...overviewQuery,
    select: ({ plan, subscription }) => ({ plan, renewsAt: subscription?.currentPeriodEnd }),
  }).data;
  const plans = useQuery(plansQuery).data;
  // Keeps its line while loading.
  if (!shown) return <>&nbsp;</>;
  const { plan, renewsAt } = shown;
  // What costs nothing is not renewed, which sounds like a charge.
  const isPaid = plans?.some(({ id, prices }) => id === plan?.id && prices.length > 0) ?? false;
  return (
    <>
      <b>{plan ? inLanguage(plan.name, i18n.language) : t('noPlan')}</b>
      {renewsAt !== undefined &&
        ` · ${t(isPaid ? 'renews' : 'nextPeriod', { date: formatDay(renewsAt, timeZone) })}`}
      {' · '}
      <Link to={paths.plans}>{t('seePlans')}</Link>
    </>
  );
}
