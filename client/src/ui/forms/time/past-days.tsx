import type { Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import { addDays, dateOf } from '../../../lib/time/calendar.ts';
import { dayjs } from '../../../lib/time/dayjs.ts';
import { DayRange } from './day-range.tsx';

interface PastDaysProps {
  firstDay: string | undefined;
  lastDay: string | undefined;
  timeZone: string;
  onChange: (days: { from: string | undefined; to: string | undefined }) => void;
}

/** Days of what has happened, on the account's calendar, whatever zone the browser is in. */
export function PastDays({ firstDay, lastDay, timeZone, onChange }: PastDaysProps) {
  const { t } = useTranslation();
  const today = dateOf(Date.now(), timeZone);
  const lastDays = (days: number): [Dayjs, Dayjs] => [dayjs(addDays(today, 1 - days)), dayjs(today)];
  return (
    <DayRange
      first={firstDay}
      last={lastDay}
      labels={{ first: t('days.from'), last: t('days.to') }}
      presets={[
        { label: t('days.today'), value: lastDays(1) },
        { label: t('days.last', { count: 7 }), value: lastDays(7) },
        { label: t('days.last', { count: 30 }), value: lastDays(30) },
        { label: t('days.thisMonth'), value: [dayjs(today).startOf('month'), dayjs(today)] },
      ]}
      onChange={(from, to) => onChange({ from, to })}
    />
  );
}
