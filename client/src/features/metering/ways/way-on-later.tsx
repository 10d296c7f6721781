import { lazy } from 'react';
import { StillLoading } from '../../../ui/feedback/still-loading.tsx';
import { LoadedLater } from '../../../ui/page/loaded-later.tsx';
import type { WayOnProps } from './way-on.tsx';

/** Few are near the end of a quota: the first screen does without it. */
const WayOn = lazy(async () => ({ default: (await import('./way-on.tsx')).WayOn }));

/** The way on, beside what says that a quota is used up, or nearly. */
export function WayOnLater(props: WayOnProps) {
  return (
    <LoadedLater fallback={<StillLoading />}>
      <WayOn {...props} />
    </LoadedLater>
  );
}
