import type { AccountDetail } from '@meterstone/server/contract/metering/accounts';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { accountQuotaQuery } from '../../../api/admin-accounts.ts';
import { useFeatureName } from '../../../api/use-catalog-names.ts';
import { formatNumber, zonedDayTime } from '../../../lib/language/format.ts';
import { Effects } from '../../../ui/forms/effects.tsx';

interface OverrideEffectProps {
  account: AccountDetail;
  featureCode: string;
  /** What is about to be set. */
  quota: number;
  /** The instant at which it ends; undefined: never. */
  expiresAt: string | undefined;
}

/** Says when the override leaves nothing to be used, and how long; nothing otherwise. */
export function OverrideEffect({ account, featureCode, quota, expiresAt }: OverrideEffectProps) {
  const { t } = useTranslation('accounts');
  const featureName = useFeatureName();
  const state = account.quotas.find((known) => known.featureCode === featureCode);
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
    <Effects>
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
    </Effects>
  );
}

function byTime(one: string, other: string): number {
  return Date.parse(one) - Date.parse(other);
}
