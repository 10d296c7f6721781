import type { Alert } from '@meterstone/server/contract/metering/alerts';
import type { Quota } from '@meterstone/server/contract/metering/states';
import { lazy } from 'react';
import { StillLoading } from '../../../../ui/feedback/still-loading.tsx';
import { LoadedLater } from '../../../../ui/page/loaded-later.tsx';
import { percentOf } from '../alert-percent.ts';
import { useAlertText } from '../alert-text.ts';
import { isUsedUp } from '../current-alerts.ts';
import { useStandingText } from './use-standing-text.ts';

/** Few have used up a quota: the first screen does without it. */
const UsedUpStanding = lazy(async () => ({
  default: (await import('./used-up-standing.tsx')).UsedUpStanding,
}));

interface AlertStandingProps {
  alert: Pick<Alert, 'featureCode' | 'level' | 'used' | 'quota' | 'threshold'>;
  /** As it stands now. */
  quota: Quota;
  /** Hears whether the next use is refused, once that is known of a quota that is used up. */
  onRefused?: (isRefused: boolean) => void;
}

/** What an alert that still holds says, wherever it is shown: how its quota stands now, and what follows. */
export function AlertStanding({ alert, quota, onRefused }: AlertStandingProps) {
  const textOf = useAlertText();
  const standingOf = useStandingText();
  if (!isUsedUp(alert)) return standingOf(quota, 'left');
  const meanwhile = textOf(alert, percentOf(alert));
  return (
    <LoadedLater
      fallback={
        <>
          {meanwhile}
          <StillLoading />
        </>
      }
    >
      <UsedUpStanding quota={quota} meanwhile={meanwhile} onRefused={onRefused} />
    </LoadedLater>
  );
}
