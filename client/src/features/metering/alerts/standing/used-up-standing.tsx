import type { Quota } from '@meterstone/server/contract/metering/states';
import { StillLoading } from '../../../../ui/feedback/still-loading.tsx';
import { usePayingRate } from '../../paying/use-paying-rate.ts';
import { useOwnQuota } from '../../use-own-quota.ts';
import { useStandingText } from './use-standing-text.ts';

/** What a quota that is used up means for the next use; `meanwhile` it is not known whether credits pay for that. */
export function UsedUpStanding({ quota, meanwhile }: { quota: Quota; meanwhile: string }) {
  const { isKnown, rate } = usePayingRate(quota);
  const textOf = useStandingText();
  if (isKnown) return textOf(quota, rate ? 'paid' : 'refused');
  return (
    <>
      {meanwhile}
      <StillLoading />
    </>
  );
}

/** The same where only the feature is known. */
export function UsedUpNow({ featureCode, meanwhile }: { featureCode: string; meanwhile: string }) {
  const quota = useOwnQuota(featureCode);
  return quota ? <UsedUpStanding quota={quota} meanwhile={meanwhile} /> : meanwhile;
}
