import { useTranslation } from 'react-i18next';
import {
  formatDate,
  formatDateTime,
  formatDayTime,
  formatExact,
  formatRelative,
  zonePlace,
} from '../../lib/language/format.ts';
import { useSaidNow } from '../../lib/time/use-now.ts';
import { useTip } from '../feedback/focus-tooltip.tsx';

interface InstantProps {
  at: string;
  /** The account's zone, in which exact times are told. */
  timeZone: string;
}

interface RelativeTimeProps extends InstantProps {
  /** In the place of `just now`, where that is no way to go on. */
  recently?: string;
}

/** `4 minutes ago`, or `just now`, with the exact time on hover. */
export function RelativeTime({ at, timeZone, recently }: RelativeTimeProps) {
  const { t } = useTranslation();
  const text = useSaidNow((now) => {
    const age = now - Date.parse(at);
    // The clock ticks each second, and may be that much behind what has just come.
    return age > -1_000 && age < 60_000 ? (recently ?? t('time.justNow')) : formatRelative(at, now);
  });
  return (
    <ExactOnHover at={at} timeZone={timeZone}>
      {text}
    </ExactOnHover>
  );
}

/** `14 Dec, 21:40`, with seconds and zone on hover. */
export function DayTime({ at, timeZone }: InstantProps) {
  return (
    <ExactOnHover at={at} timeZone={timeZone}>
      {formatDayTime(at, timeZone)}
    </ExactOnHover>
  );
}

/** `14 Dec 2026, 21:40`, with seconds and zone on hover: when something ends. */
export function DateTime({ at, timeZone }: InstantProps) {
  return (
    <ExactOnHover at={at} timeZone={timeZone}>
      {formatDateTime(at, timeZone)}
    </ExactOnHover>
  );
}

/** `14 Dec 2026`, with the exact time on hover. */
export function Day({ at, timeZone }: InstantProps) {
  return (
    <ExactOnHover at={at} timeZone={timeZone}>
      {formatDate(at, timeZone)}
    </ExactOnHover>
  );
}

/** Tells a time to the second, with the place of the zone. */
export function useExactTime(timeZone: string): (at: string) => string {
  const { t } = useTranslation();
  return (at) => t('time.exact', { date: formatExact(at, timeZone), zone: zonePlace(timeZone) });
}

/** A time in words of its own, which tells the exact one on hover. */
export function ExactOnHover({ at, timeZone, children }: InstantProps & { children: string }) {
  const { props, tip } = useTip(useExactTime(timeZone)(at));
  return (
    <time {...props} dateTime={at} className={`number ${props.className}`}>
      {children}
      {tip()}
    </time>
  );
}
