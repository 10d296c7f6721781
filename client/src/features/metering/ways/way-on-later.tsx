import { lazy } from 'react';
import { StillLoading } from '../../../ui/feedback/still-loading.tsx';
import { LoadedLater } from '../../../ui/page/loaded-later.tsx';

/** Few have used up a quota: the first screen does without it. */
const WayOn = lazy(async () => ({ default: (await import('./way-on.tsx')).WayOn }));

/** The way on, beside what says that a quota is used up. */
export function WayOnLater({ featureCode }: { featureCode: string }) {
  return (
    <LoadedLater fallback={<StillLoading />}>
      <WayOn featureCode={featureCode} />
    </LoadedLater>
  );
}
