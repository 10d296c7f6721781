import type { Plan } from '@meterstone/server/contract/catalog';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { askedAnew } from '../../../api/asked-anew.ts';
import { overviewQuery } from '../../../api/metering.ts';
import { useMe } from '../../../api/use-session.ts';
import { formatNumber, zonedDate } from '../../../lib/language/format.ts';
import { useOnce } from '../../../lib/use-once.ts';

/**
 * Quotas and the credits of plans go by the account's month, whenever something is paid: it is told wherever one might
 * expect them to go by the payment.
 */

/** Before a plan is paid: when its monthly quotas begin anew and its credits come; nothing where nothing is monthly. */
export function MonthBeforePaying({ plan: { features, credits } }: { plan: Plan }) {
  const { t } = useTranslation('checkout');
  const end = useMonthEnd();
  const isMonthly = features.some(({ resetPeriod, enabled }) => enabled && resetPeriod === 'monthly');
  if (end === undefined) return null;
  if (credits?.interval !== 'month') return isMonthly && <p>{t('month.quotas', { date: end })}</p>;
  const values = { date: end, count: credits.amount, amount: formatNumber(credits.amount) };
  return (
    <>
      {isMonthly && <p>{t('month.quotas', values)}</p>}
      <p>{credits.rolloverPeriods === 0 ? t('month.credits', values) : t('month.creditsStay', values)}</p>
    </>
  );
}

/** Once it is paid: what comes when the month begins anew. Not before that is known of the plan that was bought. */
export function MonthAhead() {
  const { t } = useTranslation('checkout');
  const end = useMonthEnd();
  const { data, isFetchedAfterMount, isError } = useQuery(askedAnew(overviewQuery));
  const isSettled = useOnce(isFetchedAfterMount && !isError);
  const { features, nextPlanCredits: next, subscription } = data ?? {};
  const isMonthly = features?.some(({ resetPeriod, enabled }) => enabled && resetPeriod === 'monthly');
  const comesThen = next && next.at === subscription?.currentPeriodEnd;
  if (!isSettled || end === undefined || (!isMonthly && !comesThen)) return null;
  if (!comesThen) return <p>{t('month.ahead', { date: end })}</p>;
  const values = { date: end, count: next.amount, amount: formatNumber(next.amount) };
  return <p>{isMonthly ? t('month.aheadBoth', values) : t('month.aheadCredits', values)}</p>;
}

/** When the plan gives credits again; nothing where it gives none. */
export function NextPlanCredits() {
  const { t } = useTranslation('credits');
  const { timeZone } = useMe().account;
  const { nextPlanCredits: next, subscription } = useQuery(overviewQuery).data ?? {};
  if (!next) return null;
  const values = {
    date: zonedDate(next.at, timeZone),
    count: next.amount,
    amount: formatNumber(next.amount),
  };
  return (
    <p>
      {next.at === subscription?.currentPeriodEnd
        ? t('nextFromPlan.month', values)
        : t('nextFromPlan.other', values)}
    </p>
  );
}

/** When the account's month begins anew, in its zone. */
function useMonthEnd(): string | undefined {
  const { timeZone } = useMe().account;
  const subscription = useQuery(overviewQuery).data?.subscription;
  return subscription ? zonedDate(subscription.currentPeriodEnd, timeZone) : undefined;
}
