import type { Quota } from '@meterstone/server/contract/metering/states';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { elasticQuery } from '../../../api/credits/elastic.ts';
import { balanceQuery } from '../../../api/credits/own.ts';
import { formatNumber } from '../../../lib/language/format.ts';
import { useOverageText } from '../../../lib/language/overage-text.ts';
import { LevelTag } from '../../../ui/quotas/level.tsx';
import { agreedRate, payingRate, reachedCap } from './credits-pay.ts';

/** What a quota that is used up means: that credits pay from now on, or that use is refused. */
export function UsedUpTag({ quota }: { quota: Quota }) {
  const { isKnown, rate } = usePayingRate(quota);
  // Nothing but the truth, as those who pay would be alarmed for a moment.
  return isKnown && <LevelTag level={rate ? 'overage_started' : 'exhausted'} />;
}

/** `beyond that 2 credits each`, where credits pay; or that they don't by the owner's own word. */
export function UsedUpNote({ quota }: { quota: Quota }) {
  const { t } = useTranslation('usage');
  const { rate, cap } = usePayingRate(quota);
  const overageText = useOverageText();
  if (rate) return <span className="number">{overageText(rate)}</span>;
  if (cap === null) return null;
  return <span className="number">{t('capReached', { count: cap, cap: formatNumber(cap) })}</span>;
}

function usePayingRate({ featureCode }: Quota) {
  const elastic = useQuery({
    ...elasticQuery,
    select: (quotas) => quotas.find((quota) => quota.featureCode === featureCode),
  });
  const mayPay = agreedRate(elastic.data) !== null;
  const balance = useQuery({
    ...balanceQuery,
    select: ({ balance: available }) => available,
    enabled: mayPay,
  });
  return {
    isKnown: !elastic.isPending && !(mayPay && balance.isPending),
    rate: payingRate(elastic.data, balance.data ?? 0),
    cap: reachedCap(elastic.data),
  };
}
