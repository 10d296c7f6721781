import { DatePicker } from 'antd';
import type { Dayjs } from 'dayjs';
import { useId, useMemo } from 'react';
import { dayjs } from '../../../lib/time/dayjs.ts';
import styles from './day-range.module.css';

interface DayRangeProps {
  /** `YYYY-MM-DD`; the range may be open at either end. */
  first: string | undefined;
  last: string | undefined;
  labels: { first: string; last: string };
  presets?: { label: string; value: [Dayjs, Dayjs] }[];
  onChange: (first: string | undefined, last: string | undefined) => void;
}

const format = 'YYYY-MM-DD';

/** The first and the last day of what is to be shown. On phones one month at a time. */
export function DayRange({ first, last, labels, presets = [], onChange }: DayRangeProps) {
  const [firstId, lastId] = [useId(), useId()];
  // The same while nobody chose another: a new one, as with each news of the page, would undo what is being typed.
  const value = useMemo<[Dayjs | null, Dayjs | null]>(
    () => [first === undefined ? null : dayjs(first), last === undefined ? null : dayjs(last)],
    [first, last],
  );
  return (
    <span className={styles['days']}>
      <label htmlFor={firstId} className="only-for-screen-readers">
        {labels.first}
      </label>
      <label htmlFor={lastId} className="only-for-screen-readers">
        {labels.last}
      </label>
      <DatePicker.RangePicker
        id={{ start: firstId, end: lastId }}
        className={styles['range'] ?? ''}
        classNames={{ popup: { root: styles['panels'] ?? '' } }}
        allowEmpty={[true, true]}
        placeholder={[labels.first, labels.last]}
        value={value}
        presets={presets}
        onChange={(days) => onChange(days?.[0]?.format(format), days?.[1]?.format(format))}
      />
    </span>
  );
}
