import type { AlertLevel } from '@meterstone/server/contract/metering/alerts';
import type { Quota } from '@meterstone/server/contract/metering/states';
import { useEffect } from 'react';
import { StillLoading } from '../../../../ui/feedback/still-loading.tsx';
import { LevelIcon } from '../../../../ui/quotas/level.tsx';
import { useWhatFollows } from '../../paying/use-paying-rate.ts';
import { useOwnQuota } from '../../use-own-quota.ts';
import { useStandingText } from './use-standing-text.ts';

interface UsedUpProps {
  /** It is not known yet whether credits pay for the next use. */
  meanwhile: string;
  /** Hears what is told once that is known, and what follows it. */
  onTold?: (text: string) => void;
  /** Hears whether the next use is refused, once that is known. */
  onRefused?: ((isRefused: boolean) => void) | undefined;
}

/** What a quota that is used up means for the next use, and why. */
export function UsedUpStanding({ quota, meanwhile, onTold, onRefused }: UsedUpProps & { quota: Quota }) {
  const { isKnown, rate, ...why } = useWhatFollows(quota, onRefused);
  const textOf = useStandingText();
  if (isKnown) return <Told text={textOf(quota, rate ? 'paid' : 'refused', why)} onTold={onTold} />;
  return (
    <>
      {meanwhile}
      <StillLoading />
    </>
  );
}

/** The same where only the feature is known. */
export function UsedUpNow({ featureCode, ...props }: UsedUpProps & { featureCode: string }) {
  const quota = useOwnQuota(featureCode);
  if (!quota) return <Told text={props.meanwhile} onTold={props.onTold} />;
  return <UsedUpStanding quota={quota} {...props} />;
}

function Told({ text, onTold }: { text: string; onTold: UsedUpProps['onTold'] }) {
  useEffect(() => onTold?.(text), [text, onTold]);
  return text;
}

interface UsedUpIconProps {
  featureCode: string;
  /** Of the alert that tells of it. */
  level: AlertLevel;
}

/** An alert's icon in the colour of what follows: a warning alone, where credits pay or nobody knows yet. */
export function UsedUpIcon({ featureCode, level }: UsedUpIconProps) {
  const { isRefused } = useWhatFollows({ featureCode });
  return <LevelIcon level={isRefused ? level : 'warning'} />;
}
