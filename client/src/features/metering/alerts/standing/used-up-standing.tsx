import type { Quota } from '@meterstone/server/contract/metering/states';
import { useEffect } from 'react';
import { StillLoading } from '../../../../ui/feedback/still-loading.tsx';
import { usePayingRate } from '../../paying/use-paying-rate.ts';
import { useOwnQuota } from '../../use-own-quota.ts';
import { useStandingText } from './use-standing-text.ts';

interface UsedUpProps {
  /** It is not known yet whether credits pay for the next use. */
  meanwhile: string;
  /** Hears what is told once that is known, and what follows it. */
  onTold?: (text: string) => void;
}

/** What a quota that is used up means for the next use. */
export function UsedUpStanding({ quota, meanwhile, onTold }: UsedUpProps & { quota: Quota }) {
  const { isKnown, rate } = usePayingRate(quota);
  const textOf = useStandingText();
  if (isKnown) return <Told text={textOf(quota, rate ? 'paid' : 'refused')} onTold={onTold} />;
  return (
    <>
      {meanwhile}
      <StillLoading />
    </>
  );
}

/** The same where only the feature is known. */
export function UsedUpNow({ featureCode, meanwhile, onTold }: UsedUpProps & { featureCode: string }) {
  const quota = useOwnQuota(featureCode);
  if (!quota) return <Told text={meanwhile} onTold={onTold} />;
  return <UsedUpStanding quota={quota} meanwhile={meanwhile} {...(onTold && { onTold })} />;
}

function Told({ text, onTold }: { text: string; onTold: UsedUpProps['onTold'] }) {
  useEffect(() => onTold?.(text), [text, onTold]);
  return text;
}
