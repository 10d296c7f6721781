import { DatePicker } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useId } from 'react';
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
        value={[first === undefined ? null : dayjs(first), last === undefined ? null : dayjs(last)]}
        presets={presets}
        onChange={(days) => onChange(days?.[0]?.format(format), days?.[1]?.format(format))}
      />
    </span>
  );
}
