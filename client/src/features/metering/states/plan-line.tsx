import type { Plan } from '@meterstone/server/contract/catalog';
import type { QuotaOverview } from '@meterstone/server/contract/metering/accounts';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { overviewQuery } from '../../../api/metering.ts';
import { plansQuery } from '../../../api/plans/public-plans.ts';
import { useMe } from '../../../api/use-session.ts';
import { formatCount, formatDay } from '../../../lib/language/format.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { useUntilText } from '../../../lib/language/until-text.ts';
import { paths } from '../../../paths.ts';

type PlanCredits = NonNullable<Plan['credits']>;
type Subscription = NonNullable<QuotaOverview['subscription']>;

/** `Pro · paid until Dec 14, 2026 · 500 credits a month · See plans`, or `Pro · given by the team on Dec 3 · …` */
export function PlanLine() {
  const { t, i18n } = useTranslation('usage');
  const { timeZone } = useMe().account;
  const untilText = useUntilText();
  const shown = useQuery({
    ...overviewQuery,
    select: ({ plan, subscription, planGivenAt, features }) => ({
      plan,
      subscription,
      planGivenAt,
      hasMonthly: features.some(({ enabled, resetPeriod }) => enabled && resetPeriod === 'monthly'),
    }),
  }).data;
  const plans = useQuery(plansQuery).data;
  // Keeps its line while loading.
  if (!shown) return <>&nbsp;</>;
  const { plan, subscription, planGivenAt, hasMonthly } = shown;
  // An older version than the one on offer may give others.
  const given = plan?.newer?.held ?? plans?.find(({ id }) => id === plan?.id);
  const creditsText = ({ amount, interval }: PlanCredits) =>
    t(`planCredits.${interval}`, { count: amount, amount: formatCount(amount) });
  // Nothing is charged by itself, so nothing is said to renew; and each quota tells itself when a day of it ends.
  const runs = ({ bought, currentPeriodEnd }: Subscription) => {
    if (bought?.isInForce && bought.endsAt !== null)
      return t('paidUntil', { until: untilText(bought, timeZone) });
    return hasMonthly ? t('nextPeriod', { date: formatDay(currentPeriodEnd, timeZone) }) : undefined;
  };
  const until = subscription && runs(subscription);
  return (
    <>
      <b>{plan ? inLanguage(plan.name, i18n.language) : t('noPlan')}</b>
      {planGivenAt !== null && ` · ${t('planGiven', { date: formatDay(planGivenAt, timeZone) })}`}
      {until != null && ` · ${until}`}
      {given?.credits && ` · ${creditsText(given.credits)}`}
      {' · '}
      <Link to={paths.plans}>{t('seePlans')}</Link>
    </>
  );
}
