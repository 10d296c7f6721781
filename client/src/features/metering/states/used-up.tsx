import { usedPercentOf, type Quota } from '@meterstone/server/contract/metering/states';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { heldReservationsQuery } from '../../../api/metering.ts';
import { formatNumber, zonedNext } from '../../../lib/language/format.ts';
import { useOverageText } from '../../../lib/language/overage-text.ts';
import { useNow } from '../../../lib/time/use-now.ts';
import { InUseTag, levelOf, LevelTag } from '../../../ui/quotas/level.tsx';
import { usePayingRate, useWhatFollows } from '../paying/use-paying-rate.ts';

interface UsedUpTagProps {
  quota: Quota;
  /** Hears whether more is refused, once that is known. */
  onRefused?: (isRefused: boolean) => void;
}

/** What a quota of which nothing is left means: that credits pay from now on, or that use is refused. */
export function UsedUpTag({ quota, onRefused }: UsedUpTagProps) {
  const { isKnown, rate } = useWhatFollows(quota, onRefused);
  // Nothing but the truth, as those who pay would be alarmed for a moment.
  if (!isKnown) return null;
  if (rate) return <LevelTag level="overage_started" />;
  const level = levelOf(usedPercentOf(quota));
  return (
    <>
      <LevelTag level={level} />
      {level !== 'exhausted' && <InUseTag />}
    </>
  );
}

/**
 * `beyond that 2 credits for each article`, where credits pay; that they don't by the owner's own word or for want of
 * them; or until when the last of it is held.
 */
export function UsedUpNote({ quota }: { quota: Quota }) {
  const { t } = useTranslation('usage');
  const { isKnown, rate, cap, lack } = usePayingRate(quota);
  const overageText = useOverageText();
  // The amounts beside it tell what was paid beyond the quota.
  const as = quota.overage ? 'rate' : 'beyond';
  if (rate) return <span className="number">{overageText(rate, quota.unit, as)}</span>;
  return (
    <>
      {cap !== null && (
        <span className="number">{t('capReached', { count: cap, cap: formatNumber(cap) })}</span>
      )}
      {isKnown && lack === 'credits' && <span>{t('creditsShort')}</span>}
      {levelOf(usedPercentOf(quota)) !== 'exhausted' && <HeldNote quota={quota} />}
    </>
  );
}

/** When holds end that have filled a quota, if work does not end earlier. */
function HeldNote({ quota: { featureCode, reserved, timeZone } }: { quota: Quota }) {
  const { t } = useTranslation('usage');
  const now = useNow();
  const holds = useQuery(heldReservationsQuery(featureCode, { amount: reserved })).data?.items ?? [];
  const [first] = holds.map(({ expiresAt }) => expiresAt).toSorted();
  if (first === undefined) return null;
  const time = zonedNext(first, timeZone, now);
  return <span className="number">{t('allInUse', { time })}</span>;
}
