import type { Order } from '@meterstone/server/contract/orders';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { askedAnew } from '../../../api/asked-anew.ts';
import { balanceQuery } from '../../../api/credits/balance.ts';
import { overviewQuery } from '../../../api/metering.ts';
import { plansQuery } from '../../../api/plans/public-plans.ts';
import { usePublicFeatureName } from '../../../api/use-catalog-names.ts';
import { useMe } from '../../../api/use-session.ts';
import { formatCount, formatDate, formatNumber } from '../../../lib/language/format.ts';
import { useOnce } from '../../../lib/use-once.ts';
import { BlockSkeleton } from '../../../ui/feedback/block-skeleton.tsx';
import styles from './outcome.module.css';

/** What the account has by now, of what was bought: the quotas and credits of the plan, or the credits to spend. */
export function NewGoods({ order }: { order: Order }) {
  const plan = order.items.find(({ productKind }) => productKind === 'plan_price');
  return plan ? <NewQuotas planCode={plan.code} /> : <NewCredits />;
}

/** Nothing before they are those of the plan that was bought: what was asked a moment ago is of the one before. */
function NewQuotas({ planCode }: { planCode: string }) {
  const { t } = useTranslation();
  const { t: tCheckout } = useTranslation('checkout');
  const nameOf = usePublicFeatureName();
  const { timeZone } = useMe().account;
  const { data: overview, isFetching, isFetchedAfterMount, isError } = useQuery(askedAnew(overviewQuery));
  const isSettled = useOnce(isFetchedAfterMount && !isError);
  const plans = useQuery(plansQuery).data;
  const given = (overview?.features ?? []).filter(({ enabled }) => enabled);
  const plan = plans?.find(({ id }) => id === overview?.plan?.id);
  const credits = plan?.credits;
  const isNew = isSettled && overview?.plan?.code === planCode;
  if (!isNew) return isFetching && <BlockSkeleton height={112} />;
  if (given.length === 0 && !credits) return null;
  const textOf = ({
    kind,
    quota,
    resetPeriod,
  }: Pick<(typeof given)[number], 'kind' | 'resetPeriod' | 'quota'>) => {
    if (kind === 'boolean') return t('quota.included');
    if (quota === -1) return t('quota.unlimited');
    return t(`period.${resetPeriod ?? 'never'}`, { quota: formatCount(quota) });
  };
  /** Why it is not what was bought, and what comes then. */
  const ownTextOf = ({ featureCode }: (typeof given)[number]) => {
    const own = overview.overrides.find((override) => override.featureCode === featureCode);
    const offered = plan?.features.find(({ code }) => code === featureCode);
    if (!own || !offered?.enabled) return null;
    const texts = { given: textOf({ ...offered, quota: offered.quota ?? -1 }) };
    if (own.expiresAt === null) return tCheckout('own', texts);
    return tCheckout('ownUntil', { ...texts, end: formatDate(own.expiresAt, timeZone) });
  };
  return (
    <ul className={styles['given']} aria-label={tCheckout('newQuotas')}>
      {given.map((feature) => (
        <li key={feature.featureCode}>
          <span>{nameOf(feature.featureCode)}</span>
          <span className="number">
            {textOf(feature)}
            {ownTextOf(feature) !== null && <span className={styles['own']}>{ownTextOf(feature)}</span>}
          </span>
        </li>
      ))}
      {credits && (
        <li>
          <span>{t('nav.credits')}</span>
          <span className="number">
            {tCheckout(`planCredits.${credits.interval}`, { amount: formatCount(credits.amount) })}
          </span>
        </li>
      )}
    </ul>
  );
}

function NewCredits() {
  const { t } = useTranslation('checkout');
  const { data: balance, isFetching, isFetchedAfterMount, isError } = useQuery(askedAnew(balanceQuery));
  const isSettled = useOnce(isFetchedAfterMount && !isError);
  if (!isSettled && isFetching) return <BlockSkeleton height={56} />;
  if (!isSettled || !balance) return null;
  return (
    <ul className={styles['given']}>
      <li>
        <span>{t('toSpend')}</span>
        <span className="number">{formatNumber(balance.balance)}</span>
      </li>
    </ul>
  );
}
