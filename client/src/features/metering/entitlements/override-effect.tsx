import { ArrowRightOutlined } from '@ant-design/icons';
import type { AccountDetail } from '@meterstone/server/contract/metering/accounts';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { accountQuotaQuery } from '../../../api/admin-accounts.ts';
import { useFeatureName, useIsSwitch } from '../../../api/use-catalog-names.ts';
import { formatNumber, zonedDayTime } from '../../../lib/language/format.ts';
import { useQuotaText } from '../../../lib/language/quota-text.ts';
import { Effects } from '../../../ui/forms/effects.tsx';
import { overOf } from '../states/over.ts';
import styles from './plan-effects.module.css';

type State = AccountDetail['quotas'][number];

interface OverrideEffectProps {
  account: AccountDetail;
  featureCode: string;
  /** What is about to be set. */
  quota: number;
  /** The instant at which it ends; undefined: never. */
  expiresAt: string | undefined;
}

/** What the override changes: the quota and what is left of it, now and then, and whether nothing can be used after. */
export function OverrideEffect(props: OverrideEffectProps) {
  const { t } = useTranslation('accounts');
  const { account, featureCode, quota } = props;
  const state = account.quotas.find((known) => known.featureCode === featureCode);
  const isSwitch = useIsSwitch()(featureCode);
  const amountText = useAmountText();
  const grantText = (granted: number | null) =>
    amountText(granted, isSwitch, state?.resetPeriod ?? 'monthly');
  const then = state && { ...state, quota, unlimited: quota === -1 };
  const over = then && !isSwitch ? overOf(then) : 0;
  return (
    <Effects>
      <ul>
        <Change name={t('override.quota')} before={grantText(grantedNow(state))} after={grantText(quota)} />
        {!isSwitch && (
          <Change
            name={t('override.left')}
            before={amountText(state ? leftOf(state) : 0, false, null)}
            after={amountText(leftOf(then ?? nothingUsed(quota)), false, null)}
          />
        )}
        {over > 0 && (
          <li>
            <span className={styles['above']}>{t('override.over', { amount: formatNumber(over) })}</span>
          </li>
        )}
      </ul>
      <Blocked {...props} state={state} />
    </Effects>
  );
}

/** A line of what becomes what; a number that stays is told once. */
function Change({ name, before, after }: { name: string; before: string; after: string }) {
  const { t } = useTranslation('accounts');
  return (
    <li>
      {name}
      <span className="number">
        {before !== after && (
          <>
            <span className="quiet">{before}</span>{' '}
            <ArrowRightOutlined aria-label={t('plan.becomes')} className={styles['arrow']} />{' '}
          </>
        )}
        {after}
      </span>
    </li>
  );
}

/** Of a switch, as the API takes it: -1 is on; null where the account lacks the feature. */
function grantedNow(state: State | undefined): number | null {
  if (!state) return null;
  if (state.kind === 'boolean') return state.enabled ? -1 : 0;
  return state.unlimited ? -1 : state.quota;
}

type Counted = Pick<State, 'unlimited' | 'quota' | 'used' | 'reserved' | 'overage'>;

const nothingUsed = (quota: number): Counted => ({
  quota,
  unlimited: quota === -1,
  used: 0,
  reserved: 0,
  overage: null,
});

/** What can be used yet; -1 without a limit. */
function leftOf({ unlimited, quota, used, reserved, overage }: Counted): number {
  return unlimited ? -1 : Math.max(0, quota + (overage?.units ?? 0) - used - reserved);
}

function useAmountText(): (
  amount: number | null,
  isSwitch: boolean,
  resetPeriod: 'daily' | 'monthly' | 'never' | null,
) => string {
  const { t } = useTranslation();
  const quotaText = useQuotaText();
  return (amount, isSwitch, resetPeriod) => {
    if (amount === -1 && isSwitch) return t('quota.included');
    if (amount === -1) return quotaText(amount);
    // Of what is left, nothing is a number like others.
    if (resetPeriod === null) return formatNumber(amount ?? 0);
    if (amount === null || amount === 0) return quotaText(amount);
    return t(`period.${resetPeriod}`, { quota: quotaText(amount) });
  };
}

/** When the override leaves nothing to be used, and how long; nothing otherwise. */
function Blocked({
  account,
  featureCode,
  quota,
  expiresAt,
  state,
}: OverrideEffectProps & { state: State | undefined }) {
  const { t } = useTranslation('accounts');
  const featureName = useFeatureName();
  // Of what the account lacks there is nothing to ask for.
  const { data } = useQuery({ ...accountQuotaQuery(account.id, featureCode), enabled: state !== undefined });
  const used = (state?.used ?? 0) + (state?.reserved ?? 0);
  const feature = featureName(featureCode);
  if (quota === -1 || used < quota) return null;
  const byPlan = data?.plan?.quota ?? 0;
  const isFreeAfter = byPlan === -1 || byPlan > used;
  // A quota of nothing stays so when the next period begins.
  const ends = [quota > 0 ? state?.periodEnd : null, isFreeAfter ? expiresAt : null];
  const [until] = ends.filter((end) => typeof end === 'string').sort(byTime);
  return (
    <p className="number">
      {quota === 0
        ? t('override.blockedAll', { feature })
        : until === undefined
          ? t('override.blocked', { used: formatNumber(used), feature })
          : t('override.blockedUntil', {
              used: formatNumber(used),
              feature,
              at: zonedDayTime(until, account.timeZone),
            })}
    </p>
  );
}

function byTime(one: string, other: string): number {
  return Date.parse(one) - Date.parse(other);
}
